#include "server/documents/signature_facts.hpp"

#include "domain/command_form.hpp"
#include "domain/text.hpp"
#include "domain/wire.hpp"
#include "server/nfc.hpp"
#include "storage/failure.hpp"

#include <nlohmann/json.hpp>

namespace cchc::server {

using namespace domain;
using nlohmann::json;

namespace {

template <class Enum>
Enum word(const json& object, const char* member, Enum otherwise)
{
    return from_wire<Enum>(object.at(member).get<std::string>()).value_or(otherwise);
}
std::optional<Instant> instant(const json& value)
{
    return value.is_string() ? parse_instant(value.get<std::string>()) : std::nullopt;
}
std::vector<std::string> slugs(const json& list)
{
    std::vector<std::string> all = list.get<std::vector<std::string>>();
    if (all.size() > most_check_reasons) all.resize(most_check_reasons);
    return all;
}
std::string organisation(const json& value)
{
    if (!value.is_string()) return {};
    const std::string given = value.get<std::string>();
    if (!is_utf8(given)) return {};
    std::string composed = nfc(given);
    const bool fits = composed.size() <= longest_title && fault_of(composed, TextForm::line).empty();
    return fits ? composed : std::string();
}

CheckedSignature one_signature(const json& told)
{
    CheckedSignature one;
    one.verdict = word(told, "verdict", SignatureVerdict::indeterminate);
    one.reasons = slugs(told.at("reasons"));
    if (told.at("certificate").is_string()) one.certificate = Sha256::from_hex(told["certificate"].get<std::string>());
    one.organisation = organisation(told.at("organisation"));
    one.kind = word(told, "kind", TrustKind::unknown);
    one.signed_at = instant(told.at("signed_at"));
    one.time_stamped_at = instant(told.at("time_stamped_at"));
    one.whole_document = told.at("whole_document").get<bool>();
    for (const json& change : told.at("later"))
        one.later.push_back(from_wire<LaterChange>(change.get<std::string>()).value_or(LaterChange::other));
    return one;
}

} // namespace

std::optional<SignatureCheck> signature_facts(std::string_view check)
{
    if (check.empty()) return {};
    try {
        const json told = json::parse(check);
        SignatureCheck facts;
        facts.verdict = word(told, "verdict", SignatureVerdict::indeterminate);
        facts.reasons = slugs(told.at("reasons"));
        for (const json& step : told.at("depth"))
            if (const auto known = from_wire<CheckDepth>(step.get<std::string>())) facts.depth.push_back(*known);
        facts.at = instant(told.at("at")).value();
        facts.trust_list = Sha256::from_hex(told.at("trust_list").get<std::string>());
        facts.checker = told.at("checker").get<std::uint32_t>();
        for (const json& one : told.at("signatures"))
            if (facts.signatures.size() < most_signatures) facts.signatures.push_back(one_signature(one));
        if (const auto report = told.find("report"); report != told.end())
            facts.report = FileRef{Sha256::from_hex(report->at("sha256").get<std::string>()).value(),
                                   report->at("size").get<std::uint64_t>(), report->at("media").get<std::string>()};
        return facts;
    } catch (const std::exception& wrong) {
        throw storage::Damage("a kept check of signatures", wrong.what());
    }
}

} // namespace cchc::server
