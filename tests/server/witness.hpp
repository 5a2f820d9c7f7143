#pragma once

#include "server/caller.hpp"
#include "server/http.hpp"

#include <nlohmann/json.hpp>

#include <deque>
#include <future>
#include <list>
#include <memory>
#include <string>
#include <string_view>

namespace cchc::tests {

using namespace server;

/// What a handler answered.
struct Told {
    Reply reply;
    nlohmann::json body; ///< null when there is none

    int status() const { return reply.status; }
    std::string problem() const { return body.value("type", std::string()).substr(sizeof("/problems/") - 1); }
    /// The value of that cookie in the answer's Set-Cookie lines; empty when it is not set.
    std::string cookie(std::string_view name) const
    {
        const std::string start = "Set-Cookie: " + std::string(name) + "=";
        const auto at = reply.lines().find(start);
        if (at == std::string::npos) return {};
        const auto value = reply.lines().substr(at + start.size());
        return value.substr(0, value.find(';'));
    }
};

/// A conversation without a network: asks a handler and waits for what it says, on whichever thread.
class Witness final : public Conversation {
public:
    explicit Witness(Method method, std::string_view target = "/")
    {
        request.method = method;
        request.target = keep(target);
        request.host = "localhost:8080";
        request.tenant = "quang-dien";
        request.peer = "10.1.2.3";
    }
    Witness& from(std::string_view peer) { return request.peer = keep(peer), *this; }
    Witness& of_tenant(std::string_view tenant) { return request.tenant = keep(tenant), *this; }
    Witness& with(std::string_view name, std::string_view value)
    {
        request.headers.push_back({keep(name), keep(value)});
        return *this;
    }
    Witness& with_body(std::string_view body) { return request.body = keep(body), *this; }
    Witness& as(std::shared_ptr<const Caller> who) { return caller = std::move(who), *this; }

    template <class Handler>
    Told ask(Handler handler)
    {
        auto answered = answer_.get_future();
        handler(Exchange(*this));
        Told told{answered.get(), {}};
        if (const auto* text = std::get_if<std::string>(&told.reply.body); text && !text->empty())
            told.body = nlohmann::json::parse(*text);
        return told;
    }

    void answer(Reply reply) override { answer_.set_value(std::move(reply)); }
    void read(TakePiece take) override { take({Piece::State::last, request.body}); }

private:
    std::string_view keep(std::string_view text) { return kept_.emplace_back(text); }

    std::deque<std::string> kept_;
    std::promise<Reply> answer_;
};

} // namespace cchc::tests
