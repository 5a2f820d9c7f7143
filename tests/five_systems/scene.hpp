#pragma once

#include "domain/world.hpp"
#include "projections/views.hpp"

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace cchc::five_systems {

/// A world and its views, the people of one system with their hats, and a clock that only we move. Everything is asked
/// of the domain, by whoever has the right to it.
class Scene {
public:
    Scene();

    /// A regulation's document, from now on in the library.
    struct Text {
        domain::FileRef file;
        std::shared_ptr<const domain::Regulation> regulation;
    };
    Text learn(const std::string& document);
    /// Founds the tenant; everyone the regulation speaks of has his roles.
    void people_of(const domain::Regulation& regulation);

    // ── who ──
    static domain::Hat admin() { return {domain::RoleKind::cycle_admin, {}, domain::GrantId("g-quan-tri")}; }
    /// He writes the drafts, which somebody else reviews and issues (ACT-11).
    static domain::Hat author() { return {domain::RoleKind::cycle_admin, {}, domain::GrantId("g-soan-thao")}; }
    static domain::Hat hat_of(domain::RoleKind role, const domain::AgencyId& agency);
    static domain::Hat hat_of_leader(const std::string& key);

    // ── when and what ──
    domain::Instant now() const { return now_; }
    /// The clock moves, and does what falls due on the way.
    void at(domain::Instant when);
    /// The refusal, or nothing: it happened.
    std::optional<domain::Refusal> asked(const domain::Hat& hat, const domain::Command& command);
    /// Throws where it is refused.
    void must(const std::string& what, const domain::Hat& hat, const domain::Command& command);

    // ── looking around ──
    const domain::World& world() const { return world_; }
    std::shared_ptr<const projections::Snapshot> snapshot() { return views_.snapshot(); }
    domain::Sequence events() const { return records_; }

private:
    std::optional<domain::Refusal> decided(const domain::ActorId& who, const domain::Hat& hat,
                                           const domain::Command& command);

    domain::World world_;
    projections::Views views_;
    domain::Instant now_;
    domain::Sequence records_ = 0;
};

/// From the first of the `texts` to the issue of the last, as far as it prints the way: its consultation with the
/// `comments` of the inputs, the review, the agreement. What came of it, for held_against.py; `issued` is the text in
/// force in the end. An act that must not succeed and does, or the other way round, throws.
nlohmann::json issue(Scene& scene, const std::vector<std::string>& texts, const nlohmann::json& comments,
                     nlohmann::json& refused, Scene::Text& issued);

} // namespace cchc::five_systems
