using Carillon.Core.Errors;
using Carillon.Events;
using Carillon.Testing;

namespace Carillon.Client.Tests;

public class PromptTests : ClientTest
{
    private const string Session = "s1";

    private static readonly TurnStarted Started = new(Session, "t1", "echo", "hi");
    private static readonly TurnCompleted Completed = new(Session, "t1", "Hello", "end_turn", 5);

    [Fact]
    public async Task A_turn_is_told_from_its_start_to_its_end_and_nothing_of_another()
    {
        await using var turn = await BeginAsync(NewClient());
        await Host.AppendAsync(Session, new TurnTextDelta(Session, "t0", "another's"));
        await Host.AppendAsync(Session, Started);
        await Host.AppendAsync("session:s1", "very.new", """{"x":1}""");
        await Host.AppendAsync(Session, new TurnTextDelta(Session, "t1", "Hello"));
        await Host.AppendAsync(Session, new TurnFailed(Session, "t0", "AGENT_ERROR", "another's", 1));
        await Host.AppendAsync(Session, Completed);
        await Host.AppendAsync(Session, Started);

        Assert.Equal(["turn.started", "very.new", "turn.text_delta", "turn.completed"], (await turn.RestAsync()).Select(value => value.Type));
        Assert.Equal(["hi"], Host.Rooms.Said);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_loses_and_doubles_nothing()
    {
        await using var proxy = NewProxy();
        var breaks = 0;
        await using var turn = await BeginAsync(NewClient(proxy.Address), new FollowCallbacks { OnReconnecting = _ => breaks++ });
        var seen = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            await Host.AppendAsync(Session, new TurnTextDelta(Session, "t1", $"{i}"));
            if (i % 3 == 1) proxy.CutAll();
            seen.Add(Assert.IsType<TurnTextDelta>((await turn.NextAsync()).Value).Text);
        }

        await Host.AppendAsync(Session, Completed);
        Assert.Equal("0123456789", string.Concat(seen));
        Assert.Equal(Completed, Assert.Single(await turn.RestAsync()).Value);
        Assert.Equal(["hi"], Host.Rooms.Said);
        Assert.True(breaks > 0);
    }

    [Fact]
    public async Task A_turn_that_is_refused_is_an_error()
    {
        using var client = NewClient();
        await MakeSessionAsync();
        Host.Rooms.Failure = new CarillonException(ErrorCode.TurnInProgress, "A turn already runs.");
        var refused = await Assert.ThrowsAsync<CarillonApiException>(async () => await client.Turns.PromptAsync(Session, "hi", cancellationToken: Token).ToListAsync(Token));

        Assert.Equal("turn_in_progress", refused.Code);
    }

    [Fact]
    public async Task A_server_that_is_not_there_at_the_beginning_is_an_error()
    {
        using var client = NewClient();
        await Host.StopAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(async () => await client.Turns.PromptAsync(Session, "hi", cancellationToken: Token).ToListAsync(Token));
    }

    [Fact]
    public async Task A_turn_that_another_log_does_not_know_is_not_waited_for()
    {
        var client = NewClient();
        await using var turn = await BeginAsync(client);
        await Host.AppendAsync(Session, Started);
        await turn.NextAsync();
        var port = Host.Address.Port;
        await Host.DisposeAsync();

        using var folder = new DataFolder();
        await using var other = await NativeHost.StartAsync(folder.Path, Token, port);
        await other.Rooms.CreateAsync(Core.Identity.Caller.Dev, "echo", null, Token);
        other.Rooms.TurnId = "t9";
        await Assert.ThrowsAsync<IOException>(turn.RestAsync);
    }

    [Fact]
    public async Task A_permission_is_answered_beside_the_turn()
    {
        await using var turn = await BeginAsync(NewClient(), new FollowCallbacks
        {
            OnPermission = async (request, cancellationToken) =>
            {
                await Task.Yield();
                return request.Description == "Write" ? PermissionKind.AllowOnce : PermissionKind.RejectOnce;
            },
        });
        await Host.AppendAsync(Session, Asks("p1"));
        await turn.NextAsync();
        var rest = turn.RestAsync();
        var decided = await Host.Rooms.Decided.Task.WaitAsync(Patience, Token);
        await Host.AppendAsync(Session, decided);
        await Host.AppendAsync(Session, Completed);

        Assert.Equal(("p1", true, PermissionKind.AllowOnce), (decided.RequestId, decided.Approved, decided.Kind));
        Assert.Equal(["permission.resolved", "turn.completed"], (await rest).Select(value => value.Type));
    }

    [Fact]
    public async Task Whoever_is_asked_hears_that_somebody_else_has_answered()
    {
        var withdrawn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var turn = await BeginAsync(NewClient(), new FollowCallbacks
        {
            OnPermission = async (_, cancellationToken) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                withdrawn.SetResult();
                return PermissionKind.AllowOnce;
            },
        });
        await Host.AppendAsync(Session, Asks("p1"));
        await turn.NextAsync();
        var next = turn.NextAsync();
        await Host.AppendAsync(Session, new PermissionResolved(Session, "p1", false, PermissionOutcome.Denied, PermissionKind.RejectOnce, "ada"));
        await next;
        await withdrawn.Task.WaitAsync(Patience, Token);
        await Host.AppendAsync(Session, Completed);

        Assert.Equal(Completed, Assert.Single(await turn.RestAsync()).Value);
        Assert.False(Host.Rooms.Decided.Task.IsCompleted);
    }

    [Fact]
    public async Task An_answer_that_comes_too_late_harms_nobody()
    {
        await using var turn = await BeginAsync(NewClient(), new FollowCallbacks { OnPermission = (_, _) => Task.FromResult<PermissionKind?>(PermissionKind.AllowOnce) });
        await Host.Rooms.ResolveAsync(Core.Identity.Caller.Dev, Session, "p1", PermissionKind.RejectOnce, Token);
        await Host.AppendAsync(Session, Asks("p1"));
        await Host.AppendAsync(Session, Completed);

        Assert.Equal(["permission.requested", "turn.completed"], (await turn.RestAsync()).Select(value => value.Type));
    }

    [Fact]
    public async Task What_answering_throws_ends_the_enumeration()
    {
        await using var turn = await BeginAsync(NewClient(), new FollowCallbacks { OnPermission = (_, _) => throw new InvalidOperationException("mine") });
        await Host.AppendAsync(Session, Asks("p1"));

        Assert.Equal("mine", (await Assert.ThrowsAsync<InvalidOperationException>(turn.RestAsync)).Message);
    }

    private static PermissionRequested Asks(string requestId) => new(Session, "t1", requestId, "edit", "Write", [], 9);

    private async Task MakeSessionAsync() => await Host.Rooms.CreateAsync(Core.Identity.Caller.Dev, "echo", null, Token);

    private async Task<WatchedTurn> BeginAsync(CarillonClient client, FollowCallbacks? callbacks = null)
    {
        await MakeSessionAsync();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var told = (callbacks ?? new FollowCallbacks()) with { OnLive = () => begun.TrySetResult() };
        var turn = new WatchedTurn(client, client.Turns.PromptAsync(Session, "hi", told, Token).GetAsyncEnumerator(Token));
        await begun.Task.WaitAsync(Patience, Token);
        return turn;
    }

    /// <summary>A turn being enumerated, always one event ahead, as it begins with the first look.</summary>
    private sealed class WatchedTurn : IAsyncDisposable
    {
        private readonly CarillonClient _client;
        private readonly IAsyncEnumerator<CarillonEvent> _events;
        private Task<bool>? _first;

        public WatchedTurn(CarillonClient client, IAsyncEnumerator<CarillonEvent> events)
        {
            _client = client;
            _events = events;
            _first = events.MoveNextAsync().AsTask();
        }

        public async Task<CarillonEvent> NextAsync()
        {
            Assert.True(await MoveAsync());
            return _events.Current;
        }

        public async Task<List<CarillonEvent>> RestAsync()
        {
            var rest = new List<CarillonEvent>();
            while (await MoveAsync()) rest.Add(_events.Current);
            return rest;
        }

        public async ValueTask DisposeAsync()
        {
            await _events.DisposeAsync();
            _client.Dispose();
        }

        private async Task<bool> MoveAsync()
        {
            var next = _first ?? _events.MoveNextAsync().AsTask();
            _first = null;
            return await next.WaitAsync(Patience, Token);
        }
    }
}
