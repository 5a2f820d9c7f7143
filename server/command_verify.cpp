#include "server/commands.hpp"

#include "projections/views.hpp"
#include "storage/event_codec.hpp"
#include "storage/evidence_store.hpp"
#include "storage/failure.hpp"
#include "storage/regulation_codec.hpp"
#include "storage/verify.hpp"
#include "storage/view_store.hpp"

#include <boost/program_options.hpp>
#include <chrono>
#include <iostream>
#include <map>
#include <unistd.h>

namespace cchc::server {

using namespace domain;
namespace po = boost::program_options;

extern const char* const verify_help;
const char* const verify_help =
    R"(cchc verify: recompute everything in a data folder and name the first damage

Examples:
  cchc verify --data ./data
  cchc verify --data /var/lib/cchc && echo sound

The server must be stopped. Checked are: every file's checksum, every event's bytes, hash and place, the Merkle tree,
the head guard and the signed checkpoints, the indexes, the evidence files, and every row of every view against a fold
of the log. Exit code 0: sound; 5: damage, named on stdout.

Options:
  --data DIR           the data folder (CCHC_DATA; default ./data))";

namespace {

/// A bar on a terminal, a line now and then elsewhere.
class Progress {
public:
    void operator()(std::string_view what, std::uint64_t done, std::uint64_t of)
    {
        const auto now = std::chrono::steady_clock::now();
        const bool terminal = ::isatty(STDERR_FILENO);
        if (done < of && now - last_ < (terminal ? std::chrono::milliseconds(100) : std::chrono::seconds(10))) return;
        last_ = now;
        const std::uint64_t percent = of == 0 ? 100 : done * 100 / of;
        if (terminal) {
            std::cerr << "\r\033[K  " << what << "  [";
            for (std::uint64_t i = 0; i < 24; ++i) std::cerr << (i * 100 < percent * 24 ? "█" : "░");
            std::cerr << "] " << percent << " %  " << done << '/' << of << std::flush;
            if (done >= of) std::cerr << '\n';
        } else {
            std::cerr << "  " << what << ' ' << done << '/' << of << '\n';
        }
    }

private:
    std::chrono::steady_clock::time_point last_;
};

storage::LeafFacts facts_of(std::string_view leaf)
{
    const storage::ReadLeaf read = storage::decode(leaf);
    storage::LeafFacts facts;
    facts.tenant = read.tenant;
    facts.stream = read.record.stream.text();
    facts.version = read.stream_version;
    facts.type = read.type;
    facts.schema = read.schema;
    facts.time = read.record.at;
    facts.data_offset = read.data_offset;
    facts.data_length = read.data_length;
    if (read.record.actor != system_actor()) facts.command = read.command; // the clock's own acts are not retried
    return facts;
}

using Findings = std::vector<storage::Finding>;

void found(Findings& findings, std::string where, std::string what)
{
    findings.push_back({storage::Finding::Kind::damage, std::move(where), std::move(what)});
}

/// Every row the store keeps must be the one the fold makes at its sequence, and every one the fold makes must be kept,
/// as far as the view's cursor says.
class RowCheck {
public:
    RowCheck(const storage::ViewStore& rows, TenantNo tenant, std::string name, Findings& findings)
        : rows_(rows), tenant_(tenant), name_(std::move(name)), findings_(findings)
    {
        for (const auto& [view_name, number] : rows.views())
            for (const projections::View view : projections::all_views)
                if (view_name ==
                    std::string(projections::name_of(view)) + "@" + std::to_string(projections::version_of(view)))
                    numbers_[view] = number;
        for (const auto& [view, number] : numbers_) cursors_[view] = rows.cursor(tenant, number);
    }

    void take(Sequence seq, const std::vector<projections::RowChange>& changes)
    {
        for (const projections::RowChange& change : changes) {
            const auto number = numbers_.find(change.view);
            if (number == numbers_.end() || seq >= cursors_[change.view]) continue; // not there yet: will be projected
            ++expected_[{change.view, change.key}];
            const auto kept = rows_.as_of(tenant_, number->second, change.key, seq + 1);
            if (kept != change.value)
                found(findings_, "view " + std::string(projections::name_of(change.view)) + " of " + name_,
                      "its row as of event " + std::to_string(seq) + " is not what the log adds up to");
        }
    }

    /// Rows nobody wrote.
    void finish()
    {
        for (const auto& [row, count] : expected_) {
            std::size_t kept = 0;
            rows_.history(tenant_, numbers_[row.first], row.second, [&](Sequence, const auto&) {
                ++kept;
                return true;
            });
            if (kept != count)
                found(findings_, "view " + std::string(projections::name_of(row.first)) + " of " + name_,
                      "a row has " + std::to_string(kept) + " versions, the log makes " + std::to_string(count));
        }
        for (const auto& [view, number] : numbers_) {
            rows_.scan_as_of(tenant_, number, "", cursors_[view], [&](const storage::ViewStore::Row& row) {
                if (!expected_.contains({view, std::string(row.key)}))
                    found(findings_, "view " + std::string(projections::name_of(view)) + " of " + name_,
                          "holds a row that no event made");
                return true;
            });
        }
    }

private:
    const storage::ViewStore& rows_;
    TenantNo tenant_;
    std::string name_;
    Findings& findings_;
    std::map<projections::View, storage::ViewNo> numbers_;
    std::map<projections::View, std::uint64_t> cursors_;
    std::map<std::pair<projections::View, std::string>, std::size_t> expected_;
};

/// Folds each tenant's log once more and holds the stored rows against it.
void verify_views(const std::filesystem::path& folder, Progress& progress, Findings& findings)
{
    storage::LogSettings settings;
    settings.folder = folder;
    settings.read_only = true;
    const storage::EventLog log(settings);
    storage::ViewStore::Settings views;
    views.folder = folder / "views";
    views.read_only = true;
    const storage::ViewStore rows(views);
    rows.verify();
    const storage::EvidenceStore evidence(storage::Disk(), folder / "evidence");
    for (const storage::Tenant& tenant : log.tenants()) {
        projections::Views fold;
        RowCheck check(rows, tenant.number, tenant.name, findings);
        std::vector<projections::RowChange> changes;
        const std::uint64_t size = log.size(tenant.number);
        log.replay(tenant.number, 0, size, [&](const storage::Entry& entry) {
            storage::ReadLeaf read = storage::decode(entry.leaf);
            read.record.seq = entry.header.seq;
            if (const auto* family = std::get_if<RegulationEvent>(&read.record.event)) {
                const auto& issued = std::get<RegulationIssued>(*family);
                std::string document;
                evidence.read(issued.document.sha256, 0, issued.document.size,
                              [&](std::string_view piece) { document += piece; });
                fold.learn(issued.document.sha256,
                           std::make_shared<const Regulation>(storage::read_regulation(document)));
            }
            changes.clear();
            fold.project(read.record, changes);
            check.take(entry.header.seq, changes);
            progress("views", entry.header.seq + 1, size);
            return true;
        });
        check.finish();
    }
}

} // namespace

int run_verify(std::span<const std::string> arguments)
{
    po::options_description options;
    const char* data = std::getenv("CCHC_DATA");
    options.add_options()("data", po::value<std::string>()->default_value(data ? data : "./data"));
    po::variables_map given;
    po::store(
        po::command_line_parser(std::vector<std::string>(arguments.begin(), arguments.end())).options(options).run(),
        given);
    po::notify(given);
    const std::filesystem::path folder = given["data"].as<std::string>();
    if (!std::filesystem::exists(folder / "log")) {
        std::cerr << "cchc verify: " << folder.string() << " holds no log\n";
        return exit_code::not_found;
    }

    Progress progress;
    storage::VerifyPlan plan;
    plan.log.folder = folder;
    plan.read_leaf = facts_of;
    plan.progress = std::ref(progress);
    Findings findings;
    storage::Verification result;
    try {
        result = storage::verify(plan);
        findings = result.findings;
    } catch (const storage::Damage& e) {
        found(findings, e.where(), e.what());
    }
    // Where the log itself is damaged its fold says nothing about the views.
    if (findings.empty()) {
        try {
            verify_views(folder, progress, findings);
        } catch (const storage::Failure& e) {
            found(findings, "views", e.what());
        }
    }
    bool damaged = false;
    for (const storage::Finding& finding : findings) {
        const bool damage = finding.kind == storage::Finding::Kind::damage;
        damaged = damaged || damage;
        std::cout << (damage ? "damage: " : "remark: ") << finding.where << ": " << finding.what << '\n';
    }
    if (damaged) return exit_code::verification_failed;
    std::cout << "sound: " << result.events << " events, " << result.tiles << " tiles, " << result.checkpoints
              << " checkpoints, " << result.evidence_files << " evidence files, all views\n";
    return exit_code::ok;
}

} // namespace cchc::server
