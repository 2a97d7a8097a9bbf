using Carillon.Events;
using Carillon.Testing;

namespace Carillon.Client.Tests;

public class TypedEventsTests : ClientTest
{
    [Fact]
    public async Task Events_come_as_their_records_and_what_is_not_known_passes_through()
    {
        using var client = NewClient();
        await Host.AppendAsync("s1", new TurnStarted("s1", "t1", "echo", "hi"));
        await Host.AppendAsync("session:s1", "very.new", """{"turnId":7}""");
        await Host.AppendAsync("session:s1", "turn.completed", """{"of":"a newer server"}""");
        var events = await client.EventsAsync(FollowRequest.Session("s1", FollowFrom.Start), cancellationToken: Token).Take(3).ToListAsync(Token);

        Assert.Equal(new TurnStarted("s1", "t1", "echo", "hi"), events[0].Value);
        Assert.Equal("t1", events[0].TurnId);
        Assert.Equal(("very.new", null, null, 7), (events[1].Type, events[1].Value, events[1].TurnId, events[1].Data.GetProperty("turnId").GetInt32()));
        Assert.Null(events[2].Value);
        Assert.Equal("a newer server", events[2].Data.GetProperty("of").GetString());
    }

    [Fact]
    public async Task Gaps_and_lost_connections_go_to_the_callbacks()
    {
        using var client = NewClient();
        var told = new List<FollowItem>();
        var lives = 0;
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var callbacks = new FollowCallbacks
        {
            OnGap = told.Add,
            OnLive = () => lives++,
            OnReconnecting = _ => lost.TrySetResult(),
        };
        await Host.AppendAsync("custom:a", "a.b", "1");
        await using var events = client.EventsAsync(FollowRequest.Stream("custom:a", FollowFrom.Seq(0)), callbacks, Token).GetAsyncEnumerator(Token);
        Assert.True(await events.MoveNextAsync());
        var next = events.MoveNextAsync();
        var port = Host.Address.Port;
        await Host.DisposeAsync();
        await lost.Task.WaitAsync(Patience, Token);
        await using (var away = await NativeHost.StartAsync(Directory, Token))
        {
            await away.AppendAsync("custom:a", "a.b", "2", durable: false);
            await away.AppendAsync("custom:a", "a.b", "3");
        }

        await using var again = await NativeHost.StartAsync(Directory, Token, port);
        Assert.True(await next);

        Assert.Equal(3, events.Current.Seq);
        Assert.Equal([new FollowedGap("custom:a", 1, 2, "not_kept")], told);
        Assert.True(lives > 0);
    }

    [Fact]
    public async Task Only_what_waits_still_is_asked()
    {
        using var client = NewClient();
        var asked = new List<string>();
        var callbacks = new FollowCallbacks
        {
            OnPermission = (request, _) =>
            {
                asked.Add(request.RequestId);
                return Task.FromResult<PermissionKind?>(PermissionKind.AllowAlways);
            },
            OnQuestion = (_, _) => throw new InvalidOperationException("It was answered long ago."),
        };
        await Host.Rooms.CreateAsync(Core.Identity.Caller.Dev, "echo", null, Token);
        await Host.AppendAsync("s1", new PermissionRequested("s1", "t1", "p1", "edit", "Write", [], 9));
        await Host.AppendAsync("s1", new PermissionResolved("s1", "p1", true, PermissionOutcome.Allowed));
        await Host.AppendAsync("s1", new QuestionRequested("s1", "t1", "q1", [new Question("a", "Which?", "text")], 9));
        await Host.AppendAsync("s1", new QuestionAnswered("s1", "q1", PermissionOutcome.Expired));
        await Host.AppendAsync("s1", new PermissionRequested("s1", "t1", "p2", "edit", "Write", [], 9));
        await using var events = client.EventsAsync(new FollowRequest { From = FollowFrom.Start }, callbacks, Token).GetAsyncEnumerator(Token);
        for (var i = 0; i < 5; i++) Assert.True(await events.MoveNextAsync());
        var next = events.MoveNextAsync();
        var decided = await Host.Rooms.Decided.Task.WaitAsync(Patience, Token);
        await Host.AppendAsync("s1", decided);

        Assert.True(await next);
        Assert.Equal(["p2"], asked);
        Assert.Equal(("p2", PermissionKind.AllowAlways), (decided.RequestId, decided.Kind));
    }

    [Fact]
    public async Task Giving_up_ends_everything_that_was_asked()
    {
        using var client = NewClient();
        var withdrawn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var callbacks = new FollowCallbacks
        {
            OnPermission = async (_, cancellationToken) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                withdrawn.SetResult();
                return null;
            },
        };
        await Host.AppendAsync("custom:a", "a.b", "1");
        await using (var events = client.EventsAsync(new FollowRequest { From = FollowFrom.Start }, callbacks, Token).GetAsyncEnumerator(Token))
        {
            Assert.True(await events.MoveNextAsync());
            var next = events.MoveNextAsync().AsTask();
            await Host.AppendAsync("s1", new PermissionRequested("s1", "t1", "p1", "edit", "Write", [], 9));
            Assert.True(await next);
            await Host.AppendAsync("custom:a", "a.b", "2");
            Assert.True(await events.MoveNextAsync());
        }

        await withdrawn.Task.WaitAsync(Patience, Token);
    }
}
