namespace Carillon.Client;

/// <summary>Which events to follow. A part that is empty asks for nothing in particular; all parts given must agree, and within a part any one suffices.</summary>
public sealed record FollowRequest
{
    /// <summary>Only these streams.</summary>
    public IReadOnlyList<string> Streams { get; init; } = [];

    /// <summary>Only topics that one of these globs matches, such as <c>turn.*</c>; other names of a topic (<see cref="EventNames"/>) are taken too.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>Only events that carry one of these tags.</summary>
    public IReadOnlyList<EventScope> Scopes { get; init; } = [];

    /// <summary>Only events that mention one of these.</summary>
    public IReadOnlyList<string> Mentions { get; init; } = [];

    /// <summary>Where to begin.</summary>
    public FollowFrom From { get; init; } = FollowFrom.Now;

    /// <summary>Everything in one session's stream.</summary>
    public static FollowRequest Session(string sessionId, FollowFrom from) => Stream($"session:{sessionId}", from);

    /// <summary>Everything in one stream.</summary>
    public static FollowRequest Stream(string stream, FollowFrom from) => new() { Streams = [stream], From = from };
}

/// <summary>Where following begins.</summary>
public sealed record FollowFrom
{
    private FollowFrom(string? after) => After = after;

    /// <summary>With what comes from now on.</summary>
    public static FollowFrom Now { get; } = new(after: null);

    /// <summary>With the oldest event that is kept.</summary>
    public static FollowFrom Start { get; } = new("start");

    /// <summary>As the API's <c>after</c> writes it; null for now.</summary>
    internal string? After { get; }

    /// <summary>After an event's <see cref="CarillonEvent.Cursor"/>.</summary>
    public static FollowFrom Cursor(string cursor) => new(cursor);

    /// <summary>After a number; only where the request names exactly one stream.</summary>
    public static FollowFrom Seq(long seq) => new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"seq:{seq}"));
}
