// signature_mutations FOLDER COUNT [SEED]: breaks the PDFs of a corpus at random and checks each, in this very process,
// so that a sanitizer sees what happens. What must hold besides: a file whose signatures cover it to its last byte and
// that is still called valid differs from the sound one in nothing but how a signature's own bytes are spelled.
#include "server/signatures/check.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <random>

using namespace cchc::server::signatures;

namespace {

constexpr std::size_t largest = 256 * 1024; // bombs have their own tests, and a process with limits

struct Sound {
    std::string name, bytes;
    std::vector<std::pair<std::size_t, std::size_t>> gaps; ///< of the signatures
    bool covered = false;
};

std::vector<std::pair<std::size_t, std::size_t>> gaps_in(const std::string& bytes)
{
    static const std::string key = "/Contents <";
    std::vector<std::pair<std::size_t, std::size_t>> gaps;
    for (auto at = bytes.find(key); at != std::string::npos; at = bytes.find(key, at + 1))
        gaps.emplace_back(at + key.size(), bytes.find('>', at));
    return gaps;
}

using Chance = std::mt19937_64;

std::size_t below(Chance& chance, std::size_t bound)
{
    return bound == 0 ? 0 : static_cast<std::size_t>(chance() % bound);
}

/// Where something is likely to happen: beside a word that readers look for, or anywhere.
std::size_t somewhere(Chance& chance, const std::string& bytes)
{
    static const std::vector<std::string> words{"/ByteRange", "/Contents", "xref", "startxref", "trailer", " obj",
                                                "/Kids",      "/Fields",   "/V ",  "/Prev",     "/Size",   "stream"};
    if (chance() % 2 == 0) return below(chance, bytes.size());
    const auto at = bytes.find(words[below(chance, words.size())], below(chance, bytes.size()));
    return at == std::string::npos ? below(chance, bytes.size()) : std::min(bytes.size() - 1, at + below(chance, 40));
}

void mutate(Chance& chance, std::string& bytes, const std::string& other)
{
    const std::size_t at = somewhere(chance, bytes), length = 1 + below(chance, 64);
    switch (chance() % 8) {
    case 0: bytes[at] = static_cast<char>(chance()); break;
    case 1: bytes[at] = static_cast<char>(bytes[at] ^ (1 << chance() % 8)); break;
    case 2: bytes[at] = "0123456789[]<>/ ()"[chance() % 18]; break;
    case 3: bytes.erase(at, length); break;
    case 4: bytes.insert(at, bytes.substr(below(chance, bytes.size()), length)); break;
    case 5: bytes.resize(at + 1); break;
    case 6: bytes.insert(at, other.substr(below(chance, other.size()), length * 8)); break;
    default: bytes.replace(at, std::min(length, bytes.size() - at), std::string(length, '0')); break;
    }
    if (bytes.empty()) bytes = "%PDF-";
}

/// Whether two files are the same but for digits within gaps.
bool same_but_for_spelling(const Sound& sound, const std::string& bytes)
{
    if (bytes.size() != sound.bytes.size()) {
        const auto end = bytes.find_last_not_of(std::string("\0\t\n\f\r ", 6)); // white space at the end is nothing
        return sound.bytes.starts_with(bytes.substr(0, end + 1)); // cut off behind an earlier signature it is sound too
    }
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (bytes[i] == sound.bytes[i]) continue;
        if (std::ranges::none_of(sound.gaps, [&](const auto& gap) { return gap.first <= i && i < gap.second; }))
            return false;
    }
    return true;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 3) {
        std::cerr << "signature_mutations FOLDER COUNT [SEED]\n";
        return 2;
    }
    const std::filesystem::path folder = argv[1];
    const auto count = std::stoull(argv[2]);
    const auto seed = argc > 3 ? std::stoull(argv[3]) : 1;
    const TrustList list = TrustList::in_folder(folder / "trust");
    std::ifstream when(folder / "at");
    std::string instant;
    std::getline(when, instant);
    const auto at = cchc::domain::parse_instant(instant).value();

    std::vector<Sound> all;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        if (file.path().extension() != ".pdf" || file.file_size() == 0 || file.file_size() > largest) continue;
        std::ifstream in(file.path(), std::ios::binary);
        Sound one{file.path().filename(), {std::istreambuf_iterator<char>(in), {}}, {}, false};
        one.gaps = gaps_in(one.bytes);
        const Report report = check_file(one.bytes, list, at);
        one.covered = report.verdict == Verdict::valid && report.signatures.back().whole_document;
        all.push_back(std::move(one));
    }
    std::ranges::sort(all, {}, &Sound::name);
    if (all.empty()) return 2;

    std::map<std::string_view, std::size_t> verdicts;
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < count; ++i) {
        Chance chance(seed * 1'000'003 + i); // each can be tried again alone
        const Sound& sound = all[below(chance, all.size())];
        const std::string& other = all[below(chance, all.size())].bytes;
        std::string bytes = sound.bytes;
        for (std::size_t times = 1 + below(chance, 3); times > 0; --times) mutate(chance, bytes, other);
        const Report report = check_file(bytes, list, at);
        ++verdicts[name_of(report.verdict)];
        if (sound.covered && report.verdict == Verdict::valid && !same_but_for_spelling(sound, bytes)) {
            ++wrong;
            std::cout << "mutation " << i << " of " << sound.name << " is valid\n";
            std::ofstream(folder / ("wrong-" + std::to_string(i) + ".pdf"), std::ios::binary) << bytes;
        }
    }
    std::cout << count << " mutations of " << all.size() << " files:";
    for (const auto& [verdict, many] : verdicts) std::cout << ' ' << many << ' ' << verdict << ',';
    std::cout << ' ' << wrong << " wrong\n";
    return wrong ? 1 : 0;
}
