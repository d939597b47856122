//! Check 6: whether a caller would wait.

use std::time::{Duration, Instant};

use gatehouse_core::connection::{Check, CheckId, CheckStatus, ConnectionFailure, Evidence, Limits, Pace, Timed};

use crate::door::{Timings, milliseconds};
use crate::session::{Probe, Session};

use super::read_probe::measure;
use super::rounds::{Rounds, ms};
use super::run::Target;

const ID: CheckId = CheckId::LiveCallLatency;

/// How many connections are opened beside the one that the checks run on.
const MORE_CONNECTIONS: usize = 4;

/// No further connection is begun after this: a server that is far away has said enough.
const ENOUGH: Duration = Duration::from_secs(2);

/// What was measured, by what is timed.
type Measured = [(Timed, Rounds); 3];

pub(super) async fn run<S: Session>(
    session: &mut S,
    timings: Timings,
    target: Target<'_>,
) -> Result<Check, ConnectionFailure> {
    let probe = session.choose_probe().await?;
    let (warm, probe) = match measure(session, &probe).await {
        Ok(warm) => (warm, probe),
        Err(failure) if session.is_lost() || probe == Probe::Catalogue => return Err(failure),
        // Somebody holds the table.
        Err(_) => (measure(session, &Probe::Catalogue).await?, Probe::Catalogue),
    };
    let (connects, firsts) = fresh_connections(&probe, timings, target).await;
    let measured = [(Timed::Connect, connects), (Timed::FirstStatement, firsts), (Timed::WarmStatement, warm)];
    Ok(verdict(&measured))
}

/// Opens connections one after another and asks each once. That the server lets no further one in says nothing about
/// its pace: there are then fewer rounds.
async fn fresh_connections(probe: &Probe, timings: Timings, target: Target<'_>) -> (Rounds, Rounds) {
    let (mut connects, mut firsts) = (vec![timings.total_ms()], Vec::new());
    let begun = Instant::now();
    while connects.len() <= MORE_CONNECTIONS && begun.elapsed() < ENOUGH {
        let Ok(mut opened) = target.open().await else { break };
        connects.push(opened.timings().total_ms());
        let asked = Instant::now();
        let session = opened.session();
        let answered = async {
            session.begin().await?;
            session.read(probe).await
        };
        if answered.await.is_ok() {
            firsts.push(milliseconds(asked.elapsed()));
        }
        // A pooler throws a server connection away whose client leaves in the middle of a transaction.
        if !session.is_lost() && session.end().await.is_err() {
            break;
        }
        opened.close().await;
    }
    (Rounds::of(connects), Rounds::of(firsts))
}

fn verdict(measured: &Measured) -> Check {
    let judged = measured.iter().filter(|(_, rounds)| !rounds.is_empty());
    let worst = judged.clone().map(|(timed, rounds)| (timed.pace(rounds.p95()), *timed)).max();
    let figures: Vec<String> =
        judged.map(|(timed, rounds)| format!("{} takes {}", timed.phrase(), ms(rounds.p95()))).collect();
    let figures = capitalised(&figures.join(", "));
    let evidence = evidence(measured);
    let remedy = "Connect to a server or a replica that is nearer, or keep connections open with a pooler.";
    match worst {
        None | Some((Pace::Quick, _)) => {
            Check::passed(ID, format!("{figures} (p95): quick enough for a live call."), evidence, 0.0)
        }
        Some((pace, timed)) => {
            let Limits { budget_ms, most_ms } = timed.limits();
            let (status, judgement) = match pace {
                Pace::TooSlow => (CheckStatus::Fail, format!("too slow for a live call, which bears {most_ms:.0} ms")),
                _ => (CheckStatus::Warn, format!("a caller would notice, since its budget is {budget_ms:.0} ms")),
            };
            let detail = format!("{figures} (p95); {} is {judgement}.", timed.phrase());
            Check { status, ..Check::warned(ID, detail, remedy, evidence, 0.0) }
        }
    }
}

/// The warm statement's rounds under the plain names, because they are drawn; of the others the p95, and what could be drawn.
fn evidence(measured: &Measured) -> Evidence {
    let mut evidence = Evidence::new();
    for (timed, rounds) in measured.iter().filter(|(_, rounds)| !rounds.is_empty()) {
        let name = match timed {
            Timed::WarmStatement => {
                evidence.extend(rounds.evidence());
                evidence.insert("budget_ms".into(), format!("{:.0}", timed.limits().budget_ms));
                continue;
            }
            Timed::Connect => "connect",
            Timed::FirstStatement => "first_statement",
        };
        evidence.insert(name.into(), format!("{} (p95 of {})", ms(rounds.p95()), rounds.count()));
        evidence.insert(format!("{name}_rounds_ms"), rounds.listed());
        evidence.insert(format!("{name}_budget_ms"), format!("{:.0}", timed.limits().budget_ms));
    }
    evidence
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(connect: f64, first: f64, warm: f64) -> Check {
        let rounds = |ms| Rounds::of(vec![1.0, ms]);
        verdict(&[
            (Timed::Connect, rounds(connect)),
            (Timed::FirstStatement, rounds(first)),
            (Timed::WarmStatement, rounds(warm)),
        ])
    }

    #[test]
    fn the_budget_decides_by_the_worst() {
        assert_eq!(judged(80.0, 30.0, 20.0).status, CheckStatus::Pass);
        assert_eq!(judged(80.0, 30.0, 151.0).status, CheckStatus::Warn);
        assert_eq!(judged(80.0, 301.0, 20.0).status, CheckStatus::Warn);
        assert_eq!(judged(1001.0, 30.0, 20.0).status, CheckStatus::Warn);
        assert_eq!(judged(80.0, 30.0, 501.0).status, CheckStatus::Fail);
        let check = judged(1001.0, 1001.0, 20.0);
        assert_eq!(check.status, CheckStatus::Fail);
        assert!(check.detail.contains("the first statement is too slow") && check.remedy.is_some(), "{}", check.detail);
        assert_eq!(
            (check.evidence["budget_ms"].as_str(), check.evidence["connect_budget_ms"].as_str()),
            ("150", "1000")
        );
    }

    #[test]
    fn no_second_connection_leaves_the_other_figures() {
        let none = Rounds::of(Vec::new());
        let check = verdict(&[
            (Timed::Connect, Rounds::of(vec![5.0])),
            (Timed::FirstStatement, none),
            (Timed::WarmStatement, Rounds::of(vec![1.0])),
        ]);
        assert_eq!(check.status, CheckStatus::Pass);
        assert!(!check.evidence.contains_key("first_statement"));
    }
}
