namespace Carillon.Client;

/// <summary>What following yields: an event, or news about the following itself. The records below are all there are.</summary>
public abstract record FollowItem;

/// <summary>An event.</summary>
public sealed record FollowedEvent(CarillonEvent Event) : FollowItem;

/// <summary>Numbers of a stream that will not come: they were live only.</summary>
/// <param name="From">Exclusive.</param>
/// <param name="To">Inclusive.</param>
/// <param name="Reason"><c>not_kept</c>, <c>too_slow</c> or <c>overlap</c>.</param>
public sealed record FollowedGap(string Stream, long From, long To, string Reason) : FollowItem;

/// <summary>The log is not the one that the cursor belonged to; everything it holds follows from its beginning.</summary>
/// <param name="Epoch">The life of the log from here on.</param>
public sealed record FollowedReset(long Epoch, string Reason) : FollowItem;

/// <summary>The connection was lost or could not be made; it is tried again after a delay.</summary>
/// <param name="Attempt">From 1; starts over once something came.</param>
public sealed record FollowedReconnecting(int Attempt, TimeSpan Delay, Exception Cause) : FollowItem;

/// <summary>History is done and live begins; once after each connect.</summary>
public sealed record FollowedLive : FollowItem;

/// <summary>Where a connection stands before anything came on it; kept, not yielded.</summary>
internal sealed record FollowedCursor(string Cursor) : FollowItem;
