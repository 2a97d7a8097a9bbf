using System.Collections.Frozen;
using Carillon.Core.Connections;
using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Dialects.Aleph.Wire;

namespace Carillon.Dialects.Aleph.Following;

/// <summary>
/// What a set of patterns means: which catalogue types the index is asked for, and which of their words are wanted. It writes nothing
/// itself but names the shared format that does, so that bytes are made once however many patterns there are.
/// </summary>
internal sealed class Selection : IEntryFormat
{
    private static readonly string[] Types = [.. Vocabulary.Types.Order(StringComparer.Ordinal)];
    private static readonly FrozenDictionary<string, int> Places = Types.Index().ToFrozenDictionary(type => type.Item, type => type.Index, StringComparer.Ordinal);

    private readonly IReadOnlyList<Pattern> _patterns;
    private readonly bool _numbered;
    private readonly byte[] _words;

    /// <param name="numbered">With stream, number, epoch and cursor.</param>
    public Selection(IReadOnlyList<Pattern> patterns, bool numbered)
    {
        _patterns = patterns;
        _numbered = numbered;
        _words = [.. Types.Select(WordsOf)];
    }

    /// <summary>Whether an event of this topic is wanted.</summary>
    public bool Wants(string topic) => _patterns.Any(pattern => pattern.Matches(topic));

    /// <summary>
    /// What the index is asked for: a type that has words by its own name if one of them is wanted, and the patterns themselves for
    /// whatever goes out under its own topic.
    /// </summary>
    public SubscriptionFilter FilterFor(Caller caller) =>
        new(caller.TenantId) { Topics = Globs(), Hidden = StreamAccess.HiddenFrom(caller.Role) };

    /// <inheritdoc/>
    public IEntryFormat ShareFor(Entry entry) =>
        AlephFormat.For(Places.TryGetValue(entry.Type, out var place) ? _words[place] : AlephFormat.AllWords, _numbered);

    /// <inheritdoc/>
    public void Write(Entry entry, MessageWriter writer) => ShareFor(entry).Write(entry, writer);

    /// <inheritdoc/>
    public void WriteGap(Gap gap, MessageWriter writer) => AlephFormat.For(AlephFormat.AllWords, _numbered).WriteGap(gap, writer);

    private List<TopicGlob> Globs()
    {
        if (_patterns.Any(pattern => pattern.IsAll)) return [TopicGlob.All];
        var globs = _patterns.Select(pattern => pattern.Glob).OfType<TopicGlob>().ToHashSet();
        for (var i = 0; i < Types.Length; i++)
        {
            if (_words[i] != 0 && TopicGlob.TryParse(Types[i], out var type)) globs.Add(type);
        }

        return [.. globs];
    }

    private byte WordsOf(string type)
    {
        var wanted = 0;
        var words = Vocabulary.For(type);
        for (var i = 0; i < words.Count; i++)
        {
            if (Wants(words[i].Topic)) wanted |= 1 << i;
        }

        return (byte)wanted;
    }
}
