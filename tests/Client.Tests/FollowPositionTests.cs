using Carillon.Client.Following;

namespace Carillon.Client.Tests;

public class FollowPositionTests
{
    [Fact]
    public void Live_only_events_are_dropped_when_they_come_again_after_a_durable_one()
    {
        var position = new FollowPosition(new FollowRequest());

        Assert.Equal([1, 2, 3], Taken(position, Made(1, cursor: "7-10"), Made(2), Made(3)));
        Assert.Equal("7-10", position.After);
        Assert.Equal([4], Taken(position, Made(2), Made(3), Made(4)));
        Assert.Equal([5], Taken(position, Made(5, cursor: "7-12")));
        Assert.Equal("7-12", position.After);
    }

    [Fact]
    public void A_joined_piece_that_is_half_known_is_told_as_a_gap()
    {
        var position = new FollowPosition(new FollowRequest());
        Taken(position, Made(1, cursor: "7-10"), Made(2));

        Assert.Equal([new FollowedGap("custom:a", 2, 4, "overlap")], position.Take(Made(4, firstSeq: 2)));
        Assert.Equal([6], Taken(position, Made(6, firstSeq: 5)));
    }

    [Fact]
    public void One_stream_is_resumed_by_its_numbers()
    {
        var position = new FollowPosition(FollowRequest.Stream("custom:a", FollowFrom.Now));
        Assert.Empty(position.Take(new FollowedCursor("7-3")));
        Assert.Equal("7-3", position.After);
        Taken(position, Made(1, cursor: "7-10"), Made(2));

        Assert.Equal("seq:7-2", position.After);
        Assert.Empty(position.Take(new FollowedCursor("7-10")));
        Assert.Equal("seq:7-2", position.After);
    }

    [Fact]
    public void A_gap_is_told_only_as_far_as_it_is_news()
    {
        var position = new FollowPosition(new FollowRequest());
        Taken(position, Made(1, cursor: "7-10"), Made(2), Made(3));

        Assert.Empty(position.Take(new FollowedGap("custom:a", 1, 3, "not_kept")));
        Assert.Equal([new FollowedGap("custom:a", 3, 5, "not_kept")], position.Take(new FollowedGap("custom:a", 1, 5, "not_kept")));
    }

    [Fact]
    public void After_a_reset_the_same_numbers_are_news()
    {
        var position = new FollowPosition(new FollowRequest());
        Taken(position, Made(5));
        position.Take(new FollowedReset(8, "restored"));

        Assert.Equal([1], Taken(position, Made(1)));
    }

    private static List<long> Taken(FollowPosition position, params FollowedEvent[] items) =>
        [.. items.SelectMany(position.Take).OfType<FollowedEvent>().Select(item => item.Event.Seq)];

    private static FollowedEvent Made(long seq, string? cursor = null, long? firstSeq = null) => new(new CarillonEvent
    {
        Stream = "custom:a",
        Seq = seq,
        FirstSeq = firstSeq ?? seq,
        Epoch = 7,
        Time = DateTimeOffset.UnixEpoch,
        Type = "a.b",
        Durable = cursor is not null,
        Cursor = cursor,
        DataBytes = default,
        Json = default,
    });
}
