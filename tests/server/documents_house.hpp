#pragma once

#include "server/caller.hpp"
#include "server/documents/api.hpp"
#include "server/documents/preview_desk.hpp"
#include "server/documents/rechecks.hpp"
#include "server/documents/register.hpp"
#include "server/documents/scanner.hpp"
#include "server/documents/uploads.hpp"
#include "server/gate.hpp"
#include "server/house.hpp"
#include "server/problems.hpp"
#include "server/rights.hpp"
#include "server/routes.hpp"
#include "server/workers.hpp"
#include "storage/base64.hpp"
#include "tests/server/raw_client.hpp"
#include "tests/server/sequencer_house.hpp"

#include <nlohmann/json.hpp>

#include <fstream>

/// The rows about files behind a real gate, over a real log with the district's cycle open. Who asks is said outright:
/// signing in is another story.
namespace cchc::tests {

class DocumentsHouse {
public:
    SequencerHouse sequencer;
    std::shared_ptr<FaultyDisk> disk = std::make_shared<FaultyDisk>(sequencer.scratch); ///< of the evidence
    std::atomic<bool> refuses_work{false};
    EvidenceLimits limits; ///< of every system
    std::optional<storage::KeyStore> keys;
    std::optional<storage::EvidenceStore> evidence;
    std::optional<Register> documents;
    std::optional<Uploads> uploads;
    std::optional<Workers> workers;
    std::optional<House> house;
    std::optional<SignatureDesk>
        signatures;                 ///< asks the program in `checker`, which says what `checker_finds` was told
    std::optional<Scanner> scanner; ///< from the next start on
    std::optional<PreviewDesk> previews;
    std::optional<Rechecks> rechecks;
    FileDesks desks;
    std::unique_ptr<Gate> gate;

    DocumentsHouse()
    {
        sequencer.open_cycle();
        open();
    }
    ~DocumentsHouse() { close(); }
    void restart() { close(), open(); }

    /// Asks for this; `headers` as they are sent, each with its line end.
    Answer ask(const Player& who, std::string_view method, std::string_view path, std::string_view headers = {},
               std::string_view body = {})
    {
        RawClient client(gate->port());
        client.send(head(who, method, path, headers, body.size())).send(body);
        return client.answer(method == "HEAD");
    }
    std::string head(const Player& who, std::string_view method, std::string_view path, std::string_view headers,
                     std::size_t body_size)
    {
        players_[who.actor.value] = who;
        std::string text = std::string(method) + " " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n";
        text += "Authorization: " + who.actor.value + "\r\n" + std::string(headers);
        if (body_size > 0) text += "Content-Length: " + std::to_string(body_size) + "\r\n";
        return text + "\r\n";
    }

    /// What every check finds from now on: `verdict`, of one signature if it is any, by this person.
    void checker_finds(std::string_view verdict, std::string_view signer = "Lê Minh") const
    {
        const auto hash = std::string(64, 'a');
        nlohmann::ordered_json check{{"verdict", verdict},
                                     {"reasons", nlohmann::json::array()},
                                     {"depth", {"integrity"}},
                                     {"at", local_text(sequencer.clock.now())},
                                     {"trust_list", hash},
                                     {"checker", 1},
                                     {"signatures", nlohmann::json::array()}};
        if (verdict != "unsigned")
            check["signatures"].push_back({{"verdict", verdict},
                                           {"reasons", nlohmann::json::array()},
                                           {"depth", {"integrity"}},
                                           {"certificate", hash},
                                           {"organisation", "Sở Nội vụ"},
                                           {"kind", "official_duty"},
                                           {"signed_at", nullptr},
                                           {"time_stamped_at", nullptr},
                                           {"whole_document", true},
                                           {"later", nlohmann::json::array()}});
        nlohmann::ordered_json report = check;
        report["signers"] = {signer};
        report["pages"] = 1;
        std::ofstream(sequencer.scratch / "found") << check.dump() << '\n' << report.dump() << '\n';
    }

    // ── tus ──
    static std::string creation(std::size_t size, std::string_view name, std::string_view type = "",
                                std::string_view sha256 = "")
    {
        std::string metadata = "filename " + storage::to_base64(name);
        if (!type.empty()) metadata += ",filetype " + storage::to_base64(type);
        if (!sha256.empty()) metadata += ",sha256 " + storage::to_base64(sha256);
        return "Tus-Resumable: 1.0.0\r\nUpload-Length: " + std::to_string(size) + "\r\nUpload-Metadata: " + metadata +
               "\r\n";
    }
    static std::string part_at(std::size_t offset)
    {
        return "Tus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: " +
               std::to_string(offset) + "\r\n";
    }
    /// Begins an upload; where it is.
    std::string begin(const Player& who, std::size_t size, std::string_view name, std::string_view sha256 = "")
    {
        const Answer created = ask(who, "POST", "/api/v1/uploads", creation(size, name, "", sha256));
        BOOST_REQUIRE_EQUAL(created.status, 201);
        return created.header("location");
    }
    Answer patch(const Player& who, const std::string& upload, std::size_t offset, std::string_view bytes)
    {
        return ask(who, "PATCH", upload, part_at(offset), bytes);
    }
    Answer look(const Player& who, const std::string& upload)
    {
        return ask(who, "HEAD", upload, "Tus-Resumable: 1.0.0\r\n");
    }
    /// The file, whole, into the register; its address.
    std::string bring(const Player& who, std::string_view bytes, std::string_view name)
    {
        const Answer done = patch(who, begin(who, bytes.size(), name), 0, bytes);
        BOOST_REQUIRE_EQUAL(done.status, 204);
        return "/api/v1/documents/" + done.header("upload-sha256");
    }
    void attach(const Player& who, const Criterion& criterion, std::string_view bytes, const std::string& link)
    {
        AttachEvidence wish;
        wish.criterion = criterion.code;
        wish.link = LinkId(link);
        wish.document = {storage::sha256(bytes), bytes.size(), "application/pdf"};
        (void)accepted(sequencer.ask(who, EditEntry{AYear::assessment(who.hat.agency.value), wish}));
    }

private:
    void open()
    {
        keys.emplace(storage::Disk(), sequencer.scratch / "keys/store", sequencer.scratch / "keys/master.key");
        evidence.emplace(FaultyDisk::handed_in(disk), sequencer.scratch / "evidence", &*keys);
        documents.emplace(storage::Disk(), sequencer.scratch / "documents", &*keys);
        uploads.emplace(
            *evidence, *documents, sequencer.clock,
            [this](domain::TenantNo) -> const EvidenceLimits& { return limits; }, nullptr,
            scanner ? &*scanner : nullptr);
        workers.emplace("disk", 2, 64);
        { // in the sandbox a program may start no other
            std::ofstream checker(sequencer.scratch / "checker");
            checker << "#!/bin/sh\nwhile IFS= read -r line; do printf '%s\\n' \"$line\"; done < "
                    << (sequencer.scratch / "found").string() << '\n';
        }
        std::filesystem::permissions(sequencer.scratch / "checker", std::filesystem::perms::owner_all);
        signatures.emplace(sequencer.scratch / "checker", signatures::TrustList(), *evidence, sequencer.clock);
        previews.emplace("/usr/bin/pdftoppm", *evidence);
        desks.work = [this](std::function<void()> task) { return !refuses_work && workers->run(std::move(task)); };
        rechecks.emplace(*signatures, *documents, *sequencer.pipeline, sequencer.clock, desks.work);
        desks.rechecks = &*rechecks;
        desks.previews = &*previews;
        house.emplace(
            House{*sequencer.log, *sequencer.rows, *evidence, *sequencer.pipeline, sequencer.clock, *documents,
                  [this](std::string_view prefix) { return std::string(prefix) + std::to_string(++ids_); },
                  [this](std::function<void()> task) { return !refuses_work && workers->run(std::move(task)); }, false,
                  nullptr, &*keys});
        Router router;
        router.add("/api/v1", document_routes(*house, *uploads, desks));
        GateSettings settings;
        settings.port = 0;
        settings.default_tenant = "quang-dien";
        gate = std::make_unique<Gate>(settings, std::move(router), [this](const Request& request, const Route& route) {
            if (route.who == may::anyone.bits) return Admission(std::shared_ptr<const Caller>());
            const Player& who = players_.at(std::string(request.header("Authorization")));
            if (!Who{route.who}.includes(who.hat.role)) return Admission(problem("missing-right", Language::en, {}));
            Caller caller{sequencer.tenant, "quang-dien", who.actor, who.hat, {}};
            return Admission(std::make_shared<const Caller>(std::move(caller)));
        });
        gate->open();
    }
    void close()
    {
        gate->drain(std::chrono::seconds(5));
        workers->end();
        gate.reset();
        house.reset();
        workers.reset();
        previews.reset();
        signatures.reset();
        uploads.reset();
        documents.reset();
        evidence.reset();
        keys.reset();
    }

    std::atomic<int> ids_{0};
    std::map<std::string, Player> players_;
};

} // namespace cchc::tests
