using System.Collections.Frozen;

namespace Carillon.Dialects.Aleph.Wire;

/// <summary>
/// Which events say a catalogue type, in the order they are sent. A type that is not here goes out under its own topic, with its
/// own data, and so does whatever others publish.
/// </summary>
internal static class Vocabulary
{
    private static readonly FrozenDictionary<string, Word[]> ByType = RunWords.All.Concat(HouseWords.All)
        .GroupBy(word => word.Type)
        .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);

    /// <summary>The catalogue types that have words.</summary>
    public static IReadOnlyCollection<string> Types => ByType.Keys;

    /// <summary>The words of a type; none when it goes out under its own topic.</summary>
    public static IReadOnlyList<Word> For(string type) => ByType.GetValueOrDefault(type) ?? [];
}
