//! The report as one HTML page to print or keep: no scripts, nothing from elsewhere, and every text from outside escaped by the one
//! function [`Page::text`].

use super::{Certainty, Exposure, Leak, LeakKind, Tool};
use crate::catalog::drift::kind_words;
use crate::catalog::{Table, TypeClass};
use crate::connection::shown;
use crate::scoping::BlockTarget;

/// Beside every page: nothing may be loaded or run, whatever a name looks like.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

const STYLE: &str = include_str!("report.css");

/// The page. The same bytes for the same exposure.
pub fn report_html(exposure: &Exposure) -> String {
    let mut page = Page(String::new());
    page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw(&format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n"));
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>What the agent sees: ");
    page.text(&exposure.about.connection);
    page.raw("</title>\n<style>\n").raw(STYLE).raw("</style>\n</head>\n<body>\n");
    heading(&mut page, exposure);
    page.raw("<main>\n<section id=\"agent\">\n<h2>What the agent gets</h2>\n");
    tools(&mut page, &exposure.agent.tools);
    tables(&mut page, &exposure.agent.schema.tables);
    page.raw("</section>\n<section id=\"owner\">\n<h2>For the owner’s eyes</h2>\n");
    leaks(&mut page, &exposure.owner.leaks);
    waiting(&mut page, exposure);
    page.raw("</section>\n</main>\n</body>\n</html>\n");
    page.0
}

/// Text of the report. Only [`Page::raw`] writes markup, and only from literals of this file.
struct Page(String);

impl Page {
    fn raw(&mut self, markup: &str) -> &mut Page {
        self.0.push_str(markup);
        self
    }

    /// Text from outside: shown as the window shows it, and escaped for content and for quoted attributes alike.
    fn text(&mut self, text: &str) -> &mut Page {
        for one in shown(text).chars() {
            match one {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                _ => self.0.push(one),
            }
        }
        self
    }

    fn number(&mut self, number: usize) -> &mut Page {
        self.0.push_str(&number.to_string());
        self
    }

    /// A line of a definition list.
    fn line(&mut self, term: &str, text: &str) -> &mut Page {
        self.raw("<dt>").raw(term).raw("</dt><dd>").text(text).raw("</dd>\n")
    }

    fn targets(&mut self, title: &str, targets: &[BlockTarget]) {
        if targets.is_empty() {
            return;
        }
        self.raw("<h3>").raw(title).raw(" (").number(targets.len()).raw(")</h3>\n<ul>\n");
        for target in targets {
            self.raw("<li><code>").text(&named(target)).raw("</code></li>\n");
        }
        self.raw("</ul>\n");
    }
}

fn heading(page: &mut Page, exposure: &Exposure) {
    let (about, counts) = (&exposure.about, exposure.owner.counts);
    page.raw("<header>\n<h1>What the agent sees of <code>").text(&about.connection).raw("</code></h1>\n<dl>\n");
    page.line("Database", &about.database);
    page.line("Server", &format!("{} {}", about.engine.display_name(), about.server_version));
    page.line("Put together", &about.time);
    page.line("Snapshot", &about.fingerprint);
    page.line("Tables", &format!("{} of {} in sight", counts.tables_seen, counts.tables));
    page.line("Columns", &format!("{} of {} in sight", counts.columns_seen, counts.columns));
    page.raw("</dl>\n</header>\n");
}

fn tools(page: &mut Page, tools: &[Tool]) {
    page.raw("<h3>Tools (").number(tools.len()).raw(")</h3>\n");
    if tools.is_empty() {
        page.raw("<p>No binding compiles, so the agent has no tool here.</p>\n");
    }
    for tool in tools {
        page.raw("<article class=\"tool\">\n<h4>").text(&tool.tool_name).raw(" <code>").text(&tool.name).raw("</code>");
        page.raw(if tool.enabled { "" } else { " <em>not enabled</em>" }).raw("</h4>\n");
        if let Some(description) = &tool.description {
            page.raw("<p>").text(description).raw("</p>\n");
        }
        page.raw(
            "<table>\n<thead><tr><th>In or out</th><th>Name</th><th>Value</th><th>From</th></tr></thead>\n<tbody>\n",
        );
        for parameter in &tool.parameters {
            let needed = if parameter.required { "in" } else { "in, may be left out" };
            page.raw("<tr><td>").raw(needed).raw("</td><td><code>").text(&parameter.name).raw("</code></td><td>");
            page.raw(class_words(parameter.class)).raw("</td><td></td></tr>\n");
        }
        for output in &tool.outputs {
            let column = format!("{}.{}", output.table, output.column);
            page.raw("<tr><td>out</td><td><code>").text(&output.name).raw("</code></td><td>");
            page.raw(class_words(output.class)).raw(if output.nullable { ", may be absent" } else { "" });
            page.raw("</td><td><code>").text(&column).raw("</code></td></tr>\n");
        }
        page.raw("</tbody>\n</table>\n<p class=\"small\">At most ")
            .number(tool.limit as usize)
            .raw(" rows. Statement <code>");
        page.text(&tool.sha256).raw("</code></p>\n</article>\n");
    }
}

fn tables(page: &mut Page, tables: &[Table]) {
    page.raw("<h3>Tables (").number(tables.len()).raw(")</h3>\n");
    for table in tables {
        page.raw("<article class=\"table\">\n<h4><code>")
            .text(&table.name.to_string())
            .raw("</code> <span class=\"kind\">");
        page.raw(kind_words(table.kind)).raw("</span></h4>\n");
        if let Some(comment) = &table.comment {
            page.raw("<p>").text(comment).raw("</p>\n");
        }
        page.raw("<table>\n<tbody>\n");
        for column in &table.columns {
            page.raw("<tr><td><code>")
                .text(&column.name)
                .raw("</code></td><td>")
                .text(&column.data_type)
                .raw("</td><td>");
            page.text(column.comment.as_deref().unwrap_or_default()).raw("</td></tr>\n");
        }
        page.raw("</tbody>\n</table>\n</article>\n");
    }
}

fn leaks(page: &mut Page, leaks: &[Leak]) {
    page.raw("<h3>Ways around a block (").number(leaks.len()).raw(")</h3>\n");
    if leaks.is_empty() {
        page.raw("<p>The catalogue gives none away. What it cannot show: functions, triggers, and what people copy by hand.</p>\n");
        return;
    }
    page.raw("<table>\n<thead><tr><th>How sure</th><th>Through</th><th>What is told</th><th>Why</th></tr></thead>\n<tbody>\n");
    for leak in leaks {
        page.raw("<tr><td>").raw(certainty_words(leak.certainty)).raw("</td><td>").raw(leak_words(leak.kind));
        if let Some(through) = &leak.through {
            page.raw(" <code>").text(&named(through)).raw("</code>");
        }
        page.raw("</td><td>");
        for told in &leak.tells {
            page.raw("<code>").text(&named(told)).raw("</code> ");
        }
        page.raw("</td><td>").text(&leak.why).raw("</td></tr>\n");
    }
    page.raw("</tbody>\n</table>\n");
}

fn waiting(page: &mut Page, exposure: &Exposure) {
    let owner = &exposure.owner;
    if owner.unreviewed {
        page.raw("<p><strong>The snapshot is not one that these decisions were made about. Discover the schema again.</strong></p>\n");
    }
    page.targets("Waits for a review", &owner.quarantined);
    if !owner.renames.is_empty() {
        page.raw("<h3>Was it renamed? (").number(owner.renames.len()).raw(")</h3>\n<ul>\n");
        for rename in &owner.renames {
            page.raw("<li><code>").text(&named(&rename.from)).raw("</code> → <code>").text(&named(&rename.to));
            page.raw("</code>: both are blocked until somebody decides</li>\n");
        }
        page.raw("</ul>\n");
    }
    page.targets("Blocks on what is gone", &owner.tombstones);
    if !owner.rules.is_empty() {
        page.raw("<h3>Rules (").number(owner.rules.len()).raw(")</h3>\n<ul>\n");
        for rule in &owner.rules {
            page.raw("<li><code>")
                .text(&rule.pattern)
                .raw("</code> matches ")
                .number(rule.matches as usize)
                .raw("</li>\n");
        }
        page.raw("</ul>\n");
    }
    if !owner.refused.is_empty() {
        page.raw("<h3>Bindings that do not compile (").number(owner.refused.len()).raw(")</h3>\n<ul>\n");
        for refused in &owner.refused {
            page.raw("<li>").text(&refused.tool_name).raw(" <code>").text(&refused.slug).raw("</code>");
            for diagnostic in &refused.diagnostics {
                page.raw("<br>").text(&diagnostic.message);
            }
            page.raw("</li>\n");
        }
        page.raw("</ul>\n");
    }
    page.raw(if owner.quarantine {
        "<p class=\"small\">New tables and columns are blocked until somebody reviews them.</p>\n"
    } else {
        "<p class=\"small\">New tables and columns are seen by agents at once: quarantine is off.</p>\n"
    });
}

fn named(target: &BlockTarget) -> String {
    match &target.column {
        Some(column) => format!("{}.{column}", target.table),
        None => target.table.to_string(),
    }
}

fn class_words(class: TypeClass) -> &'static str {
    match class {
        TypeClass::Text => "text",
        TypeClass::Integer => "whole number",
        TypeClass::Number => "number",
        TypeClass::Boolean => "yes or no",
        TypeClass::Date => "date",
        TypeClass::Time => "time",
        TypeClass::Timestamp => "date and time",
        TypeClass::Interval => "span of time",
        TypeClass::Uuid => "UUID",
        TypeClass::Enum => "one of a list",
        TypeClass::Json => "JSON",
        TypeClass::Array => "list",
        TypeClass::Binary => "bytes",
        TypeClass::Network => "network address",
        TypeClass::Other => "other",
    }
}

fn certainty_words(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Certain => "certain",
        Certainty::Likely => "likely",
        Certainty::Possible => "possible",
    }
}

/// A kind of leak in words.
pub fn leak_words(kind: LeakKind) -> &'static str {
    match kind {
        LeakKind::View | LeakKind::UnknownView => "view",
        LeakKind::MaterializedView => "materialised view",
        LeakKind::GeneratedColumn => "computed column",
        LeakKind::ForeignKey => "foreign key",
        LeakKind::Inheritance => "parent table",
        LeakKind::Copy => "likely copy",
        LeakKind::Document => "free content",
        LeakKind::EnumValues => "list of values",
        LeakKind::ToolText => "tool’s text",
    }
}
