#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cchc::server {

/// The checksum a sender gave for one part of his upload (tus: `Upload-Checksum`), and what has arrived of it.
class Checksum {
public:
    /// As `Tus-Checksum-Algorithm` names them.
    static constexpr std::string_view algorithms = "sha-256,sha1";

    /// `sha-256 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=`; nothing for another algorithm or form.
    static std::optional<Checksum> read(std::string_view header);

    Checksum(Checksum&&) noexcept;
    Checksum& operator=(Checksum&&) noexcept;
    ~Checksum();

    void update(std::string_view bytes);
    /// Whether what has arrived is what was meant.
    bool agrees() const;

private:
    struct State;
    Checksum(std::unique_ptr<State> state, std::string wanted);
    std::unique_ptr<State> state_;
    std::string wanted_;
};

} // namespace cchc::server
