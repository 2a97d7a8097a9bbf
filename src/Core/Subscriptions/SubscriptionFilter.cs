using Carillon.Core.Streams;
using Carillon.Events;

namespace Carillon.Core.Subscriptions;

/// <summary>
/// Which entries of one tenant a subscription wants. A part that is null asks for nothing in particular; all parts that
/// are given must agree, and within a part any one suffices.
/// </summary>
/// <param name="Tenant">Entries of other tenants never match.</param>
public sealed record SubscriptionFilter(string Tenant)
{
    /// <summary>Only these streams.</summary>
    public IReadOnlyList<StreamId>? Streams { get; init; }

    /// <summary>Only topics that one of these globs matches.</summary>
    public IReadOnlyList<TopicGlob>? Topics { get; init; }

    /// <summary>Only entries that carry one of these tags.</summary>
    public IReadOnlyList<Scope>? Scopes { get; init; }

    /// <summary>Only entries that name one of these.</summary>
    public IReadOnlyList<string>? Mentions { get; init; }

    /// <summary>Never streams of these kinds, whatever else is asked for (<see cref="Identity.StreamAccess"/>).</summary>
    public IReadOnlyList<StreamKind> Hidden { get; init; } = [];

    /// <summary>Whether who belongs to the tenant is told as well (<see cref="Identity.StreamAccess"/>); not unless it is said.</summary>
    public bool ShowsMembers { get; init; }

    /// <summary>Everything in one stream.</summary>
    public static SubscriptionFilter Stream(StreamId stream) => new(stream.Tenant) { Streams = [stream] };

    /// <summary>The same without what a role may not see.</summary>
    public SubscriptionFilter For(Identity.Role role) =>
        this with { Hidden = Identity.StreamAccess.HiddenFrom(role), ShowsMembers = Identity.StreamAccess.MaySeeMembers(role) };

    /// <summary>Whether every entry that a subscription filed under its narrowest part is offered is one it wants.</summary>
    internal bool WantsAllItIsOffered => Hidden.Count == 0
        && this is { Streams: not null, Scopes: null, Mentions: null, Topics: null } or { Streams: null, Scopes: null, Mentions: null }
        && (ShowsMembers || (Streams is not null && Streams.All(stream => stream.Kind != StreamKind.Tenant)));

    /// <summary>Whether an entry is wanted.</summary>
    public bool Matches(Entry entry)
    {
        if (!string.Equals(entry.Stream.Tenant, Tenant, StringComparison.Ordinal)) return false;
        if (!MayHold(entry.Stream)) return false;
        if (Topics is not null && !AnyTopic(Topics, entry.Type)) return false;
        if (!ShowsMembers && Identity.StreamAccess.TellsOfMembers(entry)) return false;
        if (Scopes is not null && !Overlaps(Scopes, entry.Labels.Scopes)) return false;
        return Mentions is null || Overlaps(Mentions, entry.Labels.Mentions);
    }

    /// <summary>Whether anything of a stream of the tenant can be wanted.</summary>
    internal bool MayHold(StreamId stream) =>
        (Streams is null || Contains(Streams, stream)) && (Hidden.Count == 0 || !Hidden.Contains(stream.Kind));

    private static bool Contains<T>(IReadOnlyList<T> wanted, T value)
        where T : IEquatable<T>
    {
        for (var i = 0; i < wanted.Count; i++)
        {
            if (wanted[i].Equals(value)) return true;
        }

        return false;
    }

    private static bool Overlaps<T>(IReadOnlyList<T> wanted, IReadOnlyList<T> carried)
        where T : IEquatable<T>
    {
        for (var i = 0; i < carried.Count; i++)
        {
            if (Contains(wanted, carried[i])) return true;
        }

        return false;
    }

    private static bool AnyTopic(IReadOnlyList<TopicGlob> globs, string topic)
    {
        for (var i = 0; i < globs.Count; i++)
        {
            if (globs[i].Matches(topic)) return true;
        }

        return false;
    }
}
