#pragma once

#include "server/caller.hpp"
#include "server/gate.hpp"
#include "server/problems.hpp"
#include "tests/server/raw_client.hpp"

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace cchc::tests {

using namespace server;

/// Another thread that answers, as the sequencer does.
class Elsewhere {
public:
    Elsewhere() : thread_([this] { run(); }) {}
    ~Elsewhere()
    {
        do_soon([this] { ended_ = true; });
        thread_.join();
    }
    void do_soon(std::function<void()> work)
    {
        const std::lock_guard lock(mutex_);
        work_.push_back(std::move(work));
        arrived_.notify_one();
    }

private:
    void run()
    {
        while (!ended_) {
            std::vector<std::function<void()>> work;
            {
                std::unique_lock lock(mutex_);
                arrived_.wait(lock, [this] { return !work_.empty(); });
                work.swap(work_);
            }
            for (auto& each : work) each();
        }
    }
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<std::function<void()>> work_;
    bool ended_ = false;
    std::thread thread_;
};

/// A gate on a free port of this machine, with a few routes behind it that say what they got.
struct OpenGate {
    std::atomic<int> handled{0};
    std::atomic<int> admitted{0};
    std::mutex sockets_mutex;
    std::function<void(std::shared_ptr<Socket>)> on_open; ///< set before the first WebSocket
    std::shared_ptr<Audience> audience;
    Elsewhere elsewhere;
    std::unique_ptr<Gate> gate;

    explicit OpenGate(GateSettings settings = {})
    {
        settings.port = 0;
        settings.default_tenant = "quang-dien";
        settings.tenants = {"phong-dien"};
        settings.hosts.push_back({"phong-dien.example.vn", "phong-dien"});
        audience = std::make_shared<Audience>(std::max(1u, settings.threads));
        Router router;
        const auto routes = table();
        router.add("/api/v1", routes);
        gate = std::make_unique<Gate>(std::move(settings), std::move(router),
                                      [this](const Request& request, const Route&) {
                                          ++admitted;
                                          if (request.header("authorization") == "nobody")
                                              return Admission(problem("cross-origin", request.language(), {}));
                                          auto caller = std::make_shared<Caller>();
                                          caller->actor = domain::ActorId(request.header("authorization"));
                                          return Admission(std::shared_ptr<const Caller>(std::move(caller)));
                                      });
        gate->open();
    }

    RawClient client() { return RawClient(gate->port()); }

    /// Sends the bytes on a connection of their own and reads the one answer.
    Answer ask(std::string_view bytes)
    {
        RawClient one = client();
        return one.send(bytes).answer(bytes.starts_with("HEAD"));
    }

private:
    std::vector<Route> table()
    {
        return {
            {.method = Method::get,
             .pattern = "/hello",
             .handle =
                 [this](Exchange exchange) {
                     ++handled;
                     exchange.reply(Reply(std::string("\"hello\"")));
                 }},
            {.method = Method::get,
             .pattern = "/things/{thing}",
             .handle =
                 [this](Exchange exchange) {
                     ++handled;
                     const Request& request = exchange.request();
                     exchange.reply(Reply(std::string(request.tenant) + "|" + std::string(request.captured("thing")) +
                                          "|" + std::string(request.parameter("q").value_or("-")) + "|" +
                                          exchange.caller()->actor.value));
                 }},
            {.method = Method::post,
             .pattern = "/notes",
             .body_limit = 100'000,
             .media = "application/json",
             .handle =
                 [this](Exchange exchange) {
                     ++handled;
                     // A std::function wants copies; the pipeline's inbox will not.
                     const auto shared = std::make_shared<Exchange>(std::move(exchange));
                     elsewhere.do_soon([shared] {
                         Reply reply(201, std::string(shared->request().body));
                         shared->reply(std::move(reply.with("Location", "/notes/1")));
                     });
                 }},
            {.method = Method::patch,
             .pattern = "/uploads/{upload}",
             .body_limit = 8 << 20,
             .media = "application/offset+octet-stream",
             .streams = true,
             .handle =
                 [this](Exchange exchange) {
                     ++handled;
                     receive(std::make_shared<Upload>(Upload{std::move(exchange)}));
                 }},
            {.method = Method::patch,
             .pattern = "/refused_uploads",
             .body_limit = 8 << 20,
             .media = "application/offset+octet-stream",
             .streams = true,
             .handle = [](Exchange exchange) { exchange.reply(Reply(409, std::string("{}"))); }},
            {.method = Method::get,
             .pattern = "/versioned",
             .handle =
                 [](Exchange exchange) {
                     Reply reply(std::make_shared<const std::string>("{\"version\":8}"));
                     reply.etag = "\"e8\"";
                     reply.caching = "private, no-cache";
                     exchange.reply(std::move(reply));
                 }},
            {.method = Method::get,
             .pattern = "/long/{how}",
             .handle = [](Exchange exchange) { exchange.reply(long_reply(exchange.request().captured("how"))); }},
            {.method = Method::get, .pattern = "/dropped", .handle = [](Exchange) {}},
            {.method = Method::get,
             .pattern = "/thrown",
             .handle = [](Exchange) { throw std::runtime_error("a handler's own mistake"); }},
            {.method = Method::get,
             .pattern = "/stream",
             .open =
                 [this](std::shared_ptr<Socket> socket, const Request&, std::shared_ptr<const Caller>) {
                     ++handled;
                     if (on_open) on_open(std::move(socket));
                 }},
        };
    }

    struct Upload {
        Exchange exchange;
        std::size_t bytes = 0;
        unsigned sum = 0;
    };

    /// Takes each piece to the other thread and asks for the next from there, as a disk writer does.
    void receive(std::shared_ptr<Upload> upload)
    {
        upload->exchange.read([this, upload](Piece piece) {
            upload->bytes += piece.bytes.size();
            for (const char c : piece.bytes) upload->sum = upload->sum * 31 + static_cast<unsigned char>(c);
            if (piece.state == Piece::State::broken) return broken_uploads.fetch_add(1), void();
            elsewhere.do_soon([this, upload, state = piece.state] {
                if (state == Piece::State::more) return receive(upload);
                upload->exchange.reply(Reply(std::to_string(upload->bytes) + " " + std::to_string(upload->sum)));
            });
        });
    }

    static Reply long_reply(std::string_view how)
    {
        BodySource source;
        source.next = [left = how == "huge" ? 2'000 : 40, how = std::string(how)](std::string& piece) mutable {
            if (how == "broken" && left < 20) throw std::runtime_error("the disk");
            if (left-- > 0) piece.assign(60'000, static_cast<char>('a' + left % 26));
        };
        if (how != "chunked") source.length = (how == "huge" ? 2'000u : 40u) * 60'000;
        return Reply(std::move(source));
    }

public:
    std::atomic<int> broken_uploads{0};
};

} // namespace cchc::tests
