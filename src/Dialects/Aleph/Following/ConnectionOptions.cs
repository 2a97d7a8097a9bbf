namespace Carillon.Dialects.Aleph.Following;

/// <summary>What a client asks for in the address it connects to; without any of it everything is as documented for Aleph.</summary>
/// <param name="Numbered"><c>seq=1</c>: events carry <c>stream</c>, <c>seq</c>, <c>epoch</c> and <c>cursor</c>, and what could not be sent is told.</param>
/// <param name="Patterns"><c>globs=segments</c>: patterns are read as Aleph's code does it.</param>
/// <param name="EverythingFirst"><c>events=all</c>: everything comes until the first subscription.</param>
internal sealed record ConnectionOptions(bool Numbered, PatternRule Patterns, bool EverythingFirst)
{
    public static ConnectionOptions Of(IReadOnlyDictionary<string, string> options) => new(
        Has(options, "seq", "1"),
        Has(options, "globs", "segments") ? PatternRule.Segments : PatternRule.Documented,
        Has(options, "events", "all"));

    private static bool Has(IReadOnlyDictionary<string, string> options, string name, string value) =>
        options.TryGetValue(name, out var given) && given.Equals(value, StringComparison.OrdinalIgnoreCase);
}
