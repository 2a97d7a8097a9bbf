using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Carillon.Features.Perception.Deriving;

/// <summary>What was last told: stored in the same append as the event that tells it, so that a restart neither repeats nor forgets it.</summary>
internal sealed record Remembered
{
    /// <summary>Watchers that began and did not end.</summary>
    public ImmutableSortedSet<string> Running { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Watchers that someone paused.</summary>
    public ImmutableSortedSet<string> Paused { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public string Activity { get; init; } = Activities.Unknown;

    public bool Idle { get; init; }

    /// <summary>The program of the meeting that goes on; null when none does.</summary>
    public string? Meeting { get; init; }

    /// <summary>Resource to level, of those that are not normal.</summary>
    public ImmutableSortedDictionary<string, string> Pressure { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public ImmutableArray<RememberedSession> Sessions { get; init; } = [];
}

/// <summary>A programming session that goes on. Times are Unix milliseconds.</summary>
/// <param name="Votes">Changes by language.</param>
internal sealed record RememberedSession(string Id, string ProjectRoot, long StartedAt, long LastChange, ImmutableSortedDictionary<string, int> Votes);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Remembered))]
internal sealed partial class RememberedJson : JsonSerializerContext;
