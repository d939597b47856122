//! The order of an answer's packets.

use std::collections::VecDeque;

use crate::door::Violation;
use crate::door::guard::Allowance;

use super::super::wire;
use super::{broken, shape};

/// The driver asks one thing at a time; a few more may wait while a result is being left behind.
const MAX_WAITING: usize = 16;

/// One statement a question, so one result; a procedure's call has a few.
const MAX_RESULTS: usize = 100;

/// What the driver keeps of a row or a column beside its bytes, and of each value of a row (sqlx `MySqlRow`), in bytes.
const ROW: usize = 128;
const VALUE: usize = 24;

const QUIT: u8 = 0x01;
const QUERY: u8 = 0x03;
const PREPARE: u8 = 0x16;
const EXECUTE: u8 = 0x17;
const CLOSE: u8 = 0x19;

#[derive(Debug)]
enum Stage {
    /// The first packet of an answer to this command.
    First(u8),
    /// Descriptions of a prepared statement that are still to come.
    Described(usize),
    /// Columns of a result that are still to come, and the types of those that came.
    Columns { left: usize, binary: bool, types: Vec<u8> },
    /// Rows, until the end.
    Rows { binary: bool, types: Vec<u8> },
}

impl Stage {
    /// How many values the next packet holds, if it is a row.
    fn values(&self) -> usize {
        match self {
            Stage::Rows { types, .. } => types.len(),
            _ => 0,
        }
    }
}

/// The answers that are owed.
#[derive(Debug)]
pub(super) struct Answers {
    stage: Option<Stage>,
    waiting: VecDeque<u8>,
    /// The number of the latest packet of this answer.
    latest: u8,
    /// What the driver may keep of the answer so far, in bytes.
    kept: usize,
    /// Results of the answer so far.
    results: usize,
    allowance: Allowance,
}

impl Answers {
    pub(super) fn new(allowance: Allowance) -> Answers {
        Answers { stage: None, waiting: VecDeque::new(), latest: 0, kept: 0, results: 0, allowance }
    }

    /// Nobody has asked anything.
    pub(super) fn is_idle(&self) -> bool {
        self.stage.is_none()
    }

    /// The number that the next packet must have.
    pub(super) fn number(&self) -> u8 {
        self.latest.wrapping_add(1)
    }

    /// The driver has asked.
    pub(super) fn expect(&mut self, command: u8) -> Result<(), Violation> {
        if matches!(command, QUIT | CLOSE) {
            return Ok(());
        }
        if self.waiting.len() >= MAX_WAITING {
            return broken("it leaves too many questions unanswered");
        }
        self.waiting.push_back(command);
        if self.stage.is_none() {
            self.go_on();
        }
        Ok(())
    }

    fn go_on(&mut self) {
        self.latest = 0;
        self.kept = 0;
        self.results = 0;
        self.stage = self.waiting.pop_front().map(Stage::First);
    }

    /// Judges the body of the next packet, and passes it on.
    pub(super) fn judge(&mut self, number: u8, body: &[u8], passed: &mut Vec<u8>) -> Result<(), Violation> {
        self.latest = number;
        let Some(stage) = self.stage.take() else { return broken("it talks without being asked") };
        self.results += usize::from(matches!(stage, Stage::First(_)));
        if self.results > MAX_RESULTS {
            return broken("it sends results without end");
        }
        self.kept += body.len() + ROW + stage.values() * VALUE;
        self.allowance.judge(self.kept)?;
        let stage = if wire::error_number(body).is_some() && may_fail(&stage) {
            passed.extend(shape::plain_error(number, body)?);
            None
        } else {
            let next = next(stage, body)?;
            passed.extend(wire::packet(number, body));
            next
        };
        self.stage = stage;
        if self.stage.is_none() {
            self.go_on();
        }
        Ok(())
    }
}

/// Descriptions follow without a break; elsewhere an error may come.
fn may_fail(stage: &Stage) -> bool {
    matches!(stage, Stage::First(_) | Stage::Rows { .. })
}

fn next(stage: Stage, body: &[u8]) -> Result<Option<Stage>, Violation> {
    Ok(match (stage, body) {
        (Stage::First(PREPARE), _) => {
            let (parameters, columns) = shape::prepared(body)?;
            described(parameters + columns)
        }
        (Stage::First(command), [0x00, ..]) => shape::ok(body)?.then_some(Stage::First(command)),
        (Stage::First(_), [0xfb, ..]) => return broken("it asks for a file of this machine (LOCAL INFILE)"),
        (Stage::First(command @ (QUERY | EXECUTE)), _) => {
            let left = shape::column_count(body)?;
            Some(Stage::Columns { left, binary: command == EXECUTE, types: Vec::with_capacity(left) })
        }
        (Stage::First(_), _) => return broken("its answer does not fit the question"),
        (Stage::Described(left), _) => {
            shape::definition(body)?;
            described(left - 1)
        }
        (Stage::Columns { left, binary, mut types }, _) => {
            types.push(shape::definition(body)?);
            Some(match left {
                1 => Stage::Rows { binary, types },
                _ => Stage::Columns { left: left - 1, binary, types },
            })
        }
        // No value is so long that a row could begin with this.
        (Stage::Rows { binary, .. }, [0xfe, ..]) => {
            shape::ok(body)?.then_some(Stage::First(if binary { EXECUTE } else { QUERY }))
        }
        (Stage::Rows { binary, types }, _) => {
            if binary { shape::binary_row(body, &types) } else { shape::text_row(body, types.len()) }?;
            Some(Stage::Rows { binary, types })
        }
    })
}

fn described(left: usize) -> Option<Stage> {
    (left > 0).then_some(Stage::Described(left))
}
