#include "server/commands.hpp"

#include "server/clock.hpp"
#include "server/signatures/checker.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

namespace cchc::server {

extern const char* const evidence_help;
const char* const evidence_help =
    R"(cchc evidence check: check the digital signatures of PDF files

Examples:
  cchc evidence check van-ban.pdf --trust /etc/cchc/trust        # in words
  cchc evidence check *.pdf --trust /etc/cchc/trust --json       # one object a file and line
  cchc evidence check van-ban.pdf --at 2026-03-31T17:00:00+07:00 # as it stood then

Each file is checked in a process of its own, which gets 2 seconds, 256 MiB and neither network nor files.

Options:
  --trust DIR          the trust list: a folder with list.json (none: nobody is trusted, integrity is checked all the same)
  --at INSTANT         judge for this instant, in RFC 3339 (default: now)
  --json               one JSON object a file: file, verdict, reasons, depth, signatures, signers, revisions …

Exit code 0: every file is valid; 5: some file is not; 1: a file or the trust list cannot be read; 2: usage.)";

namespace {

using nlohmann::ordered_json;
using namespace signatures;

struct Wish {
    std::vector<std::string> files;
    std::string trust;
    std::optional<domain::Instant> at;
    bool as_json = false;
};

std::optional<Wish> wish_of(std::span<const std::string> arguments)
{
    Wish wish;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        if (argument == "--json") {
            wish.as_json = true;
        } else if ((argument == "--trust" || argument == "--at") && i + 1 < arguments.size()) {
            const std::string& value = arguments[++i];
            if (argument == "--trust")
                wish.trust = value;
            else if (!(wish.at = domain::parse_instant(value)))
                return std::nullopt;
        } else if (argument.starts_with("-")) {
            return std::nullopt;
        } else {
            wish.files.push_back(argument);
        }
    }
    return wish.files.empty() ? std::nullopt : std::optional(wish);
}

/// `2026-03-31T17:00:00.000+07:00` as people here write it.
std::string in_words(const ordered_json& instant)
{
    if (!instant.is_string()) return "không rõ";
    const std::string text = instant;
    return text.substr(8, 2) + "/" + text.substr(5, 2) + "/" + text.substr(0, 4) + " " + text.substr(11, 8);
}

std::string_view verdict_in(const ordered_json& told)
{
    return words_of(verdict_called(told["verdict"].get<std::string>()).value());
}

std::string words_of_all(const ordered_json& reasons)
{
    std::string text;
    for (const std::string name : reasons)
        text += (text.empty() ? "" : "; ") + std::string(words_of(reason_called(name).value()));
    return text;
}

void print_words(const std::string& file, const ordered_json& report)
{
    std::cout << file << '\n' << "  " << verdict_in(report);
    if (!report["reasons"].empty()) std::cout << ": " << words_of_all(report["reasons"]);
    std::cout << '\n';
    int n = 0;
    for (const auto& one : report["signatures"]) {
        std::cout << "  " << ++n << ". " << verdict_in(one) << " · ";
        const std::string signer = one["signer"], organisation = one["organisation"], issuer = one["issuer"];
        std::cout << (signer.empty() ? "người ký không rõ" : signer);
        if (!organisation.empty()) std::cout << " (" << organisation << ")";
        std::cout << " · ký " << in_words(one["signed_at"]);
        if (!one["time_stamped_at"].is_null()) std::cout << " · dấu thời gian " << in_words(one["time_stamped_at"]);
        std::cout << (one["whole_document"] == true ? " · ký toàn bộ tệp" : " · tệp có phần thêm sau khi ký");
        if (!issuer.empty()) std::cout << " · nơi cấp: " << issuer;
        std::cout << '\n';
        if (!one["reasons"].empty()) std::cout << "     " << words_of_all(one["reasons"]) << '\n';
    }
    if (report["signatures"].empty()) return;
    std::cout << "  Đã kiểm đến:";
    const auto& depth = report["depth"];
    for (const auto& [step, words] :
         std::initializer_list<std::pair<const char*, const char*>>{{"integrity", "toàn vẹn"},
                                                                    {"chain", "chuỗi chứng thư"},
                                                                    {"revocation", "thu hồi"},
                                                                    {"time_stamp", "dấu thời gian"}})
        std::cout << ' ' << words << (std::ranges::find(depth, step) != depth.end() ? " ✔" : " –");
    std::cout << '\n';
}

int check(const Wish& wish)
{
    const Checker checker("/proc/self/exe", wish.trust.empty() ? TrustList() : TrustList::in_folder(wish.trust));
    const domain::Instant at = wish.at ? *wish.at : SystemClock().now();
    int code = exit_code::ok;
    for (const std::string& file : wish.files) {
        Checked checked;
        try {
            checked = checker.check(file, at);
        } catch (const std::runtime_error& failure) {
            std::cerr << "cchc evidence check: " << failure.what() << '\n';
            code = exit_code::failed;
            continue;
        }
        if (checked.verdict != Verdict::valid && code == exit_code::ok) code = exit_code::findings;
        if (wish.as_json) {
            ordered_json line{{"file", file}};
            line.update(ordered_json::parse(checked.report));
            std::cout << line.dump(-1, ' ', false, ordered_json::error_handler_t::replace) << '\n';
        } else {
            print_words(file, ordered_json::parse(checked.report));
        }
    }
    return code;
}

} // namespace

int run_evidence(std::span<const std::string> arguments)
{
    if (arguments.size() == 2 && arguments[0] == "inside") { // how `Checker` calls this program
        const auto at = domain::parse_instant(arguments[1]);
        return at ? signatures::run_inside(*at) : exit_code::usage;
    }
    const auto wish =
        !arguments.empty() && arguments[0] == "check" ? wish_of(arguments.subspan(1)) : std::optional<Wish>();
    if (!wish) {
        std::cerr << "cchc evidence check: wants FILE…, with --trust DIR, --at INSTANT and --json if you like\n";
        return exit_code::usage;
    }
    return check(*wish);
}

} // namespace cchc::server
