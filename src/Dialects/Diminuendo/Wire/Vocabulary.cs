using System.Collections.Frozen;
using Carillon.Core.Streams;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Wire;

/// <summary>Which words say a catalogue record. A record that is not here has none.</summary>
internal sealed class Vocabulary
{
    private readonly FrozenDictionary<string, Word[]> _words;

    private Vocabulary(IEnumerable<Word> words) =>
        _words = words.GroupBy(word => word.Topic).ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);

    /// <summary>The original names.</summary>
    public static Vocabulary SnakeCase { get; } = new(
    [
        .. SessionWords.All, .. TurnWords.Shared, .. TurnWords.SnakeCase, .. ToolWords.All, .. AskWords.All, .. PlaceWords.All,
    ]);

    /// <summary>The dotted names: <c>message.delta</c> instead of <c>text_delta</c>, <c>message.complete</c> before <c>turn_complete</c>.</summary>
    public static Vocabulary Dotted { get; } = new(
    [
        .. SessionWords.All, .. TurnWords.Shared, .. TurnWords.Dotted, .. ToolWords.All, .. AskWords.All, .. PlaceWords.All,
    ]);

    /// <summary>Every word, for tables.</summary>
    public IEnumerable<Word> All => _words.Values.SelectMany(words => words);

    /// <summary>The words for an entry, none when the dialect cannot say it: a custom type, an unmapped record, data that no longer fits.</summary>
    public ReadOnlySpan<Word> For(Entry entry, out Event? value)
    {
        value = null;
        return _words.TryGetValue(entry.Type, out var words) && entry.TryDecode(out value) ? words : [];
    }

    /// <summary>Whether a topic has a word.</summary>
    public bool Knows(string topic) => _words.ContainsKey(topic);
}
