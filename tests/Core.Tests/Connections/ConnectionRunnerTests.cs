using System.Text;
using Carillon.Core.Connections;
using Carillon.Core.Deliveries;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Core.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Core.Tests.Connections;

public sealed class ConnectionRunnerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly StreamId Room = new("acme", "custom:room");
    private readonly Folder _folder = new();
    private readonly ScriptedTransport _transport = new();
    private readonly Dialect _dialect = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
    }

    [Fact]
    public async Task A_session_hears_each_message_in_order_and_ends_when_the_peer_goes()
    {
        await using var rig = await Rig.StartAsync(_folder);
        var run = RunAsync(rig);
        _transport.Say("one");
        _transport.Say(RefusedMessage.TooLarge);
        _transport.Say("two");
        _transport.HangUp();

        Assert.Equal(["hello", "re:one", "refused:TooLarge", "re:two", "close 1000"], await _transport.HearAsync(5, Token));
        await run.WaitAsync(Patience, Token);
        Assert.Equal(["open", "start", "one", "TooLarge", "two", "dispose"], _dialect.Calls);
        Assert.Equal(777, _transport.MaxBytes);
        AssertNothingLeft(rig);
    }

    [Theory]
    [InlineData("open")]
    [InlineData("start")]
    [InlineData("one")]
    [InlineData("TooLarge")]
    [InlineData("dispose")]
    public async Task A_session_that_fails_ends_with_1011_wherever_it_fails(string where)
    {
        _dialect.FailsAt = where;
        await using var rig = await Rig.StartAsync(_folder);
        var run = RunAsync(rig);
        _transport.Say("one");
        _transport.Say(RefusedMessage.TooLarge);
        if (where == "dispose") _transport.Break();
        var before = where switch { "open" or "start" => 0, "one" => 1, "TooLarge" => 2, _ => 3 };

        Assert.Equal("close 1011", (await _transport.HearAsync(before + 1, Token))[^1]);
        await run.WaitAsync(Patience, Token);
        AssertNothingLeft(rig);
    }

    [Fact]
    public async Task A_stop_tells_the_peer_in_its_own_dialect_and_then_in_the_transport_s()
    {
        await using var rig = await Rig.StartAsync(_folder);
        var run = RunAsync(rig);
        Assert.Equal(["hello"], await _transport.HearAsync(1, Token));
        rig.Connections.TellToStop(StopReasons.Maintenance);

        Assert.Equal(["shutdown:maintenance", "close 1001"], await _transport.HearAsync(2, Token));
        await run.WaitAsync(Patience, Token);
        Assert.Equal(["open", "start", "shutdown", "dispose"], _dialect.Calls);
        AssertNothingLeft(rig);
    }

    [Fact]
    public async Task A_session_may_end_the_connection_itself()
    {
        await using var rig = await Rig.StartAsync(_folder);
        var run = RunAsync(rig);
        _transport.Say("quit");

        Assert.Equal(["hello", "bye", "close 1008"], await _transport.HearAsync(3, Token));
        await run.WaitAsync(Patience, Token);
        AssertNothingLeft(rig);
    }

    [Fact]
    public async Task A_peer_that_does_not_take_its_answers_is_not_read_from()
    {
        _dialect.Lag = new LagPolicy { MaxBytes = 2000 };
        await using var rig = await Rig.StartAsync(_folder);
        var run = RunAsync(rig);
        for (var i = 0; i < 50; i++) _transport.Say(new string('q', 500));
        while (_transport.Received < 4)
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        // The pipe holds 1,000 bytes, half of the bound is 1,000 more, and one message may be on its way.
        Assert.InRange(_transport.Received, 4, 8);
        var first = await _transport.HearAsync(51, Token);
        Assert.Equal(51, first.Count);
        _transport.HangUp();
        await _transport.HearAsync(1, Token);
        await run.WaitAsync(Patience, Token);
        Assert.Equal(51, _transport.Received);
    }

    [Fact]
    public async Task A_peer_that_vanishes_in_the_middle_of_its_history_leaves_nothing_behind()
    {
        await using var rig = await Rig.StartAsync(_folder, new EventLogOptions { TailBytes = 0 });
        await rig.AppendAsync([.. Enumerable.Range(0, 500).Select(i => Rig.Event(Room, new string('h', 500)))]);
        _dialect.Lag = new LagPolicy { MaxBytes = 2000 };
        var run = RunAsync(rig);
        _transport.Say("follow");
        Assert.Equal(2, (await _transport.HearAsync(2, Token)).Count);
        Assert.Equal(1, rig.Index.Count);
        _transport.Break();

        // Nobody reads its last words either, so they are given up on after a while.
        await OutwaitAsync(rig, run);
        AssertNothingLeft(rig);
    }

    private Task RunAsync(Rig rig) => new ConnectionRunner(rig.Connections, NullLogger<ConnectionRunner>.Instance).RunAsync(
        _transport,
        _dialect,
        new ConnectionProfile(_dialect.Name, _dialect.LagPolicy, "test", null, new Dictionary<string, string>()));

    private static async Task OutwaitAsync(Rig rig, Task run)
    {
        while (!run.IsCompleted)
        {
            Token.ThrowIfCancellationRequested();
            rig.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await run;
    }

    private void AssertNothingLeft(Rig rig)
    {
        Assert.True(_transport.Aborted);
        Assert.Equal(0, rig.Connections.Count);
        Assert.Equal(0, rig.Index.Count);
        if (_dialect.FailsAt != "open") Assert.Equal("dispose", _dialect.Calls[^1]);
    }

    private sealed class Dialect : IDialect
    {
        public string Name => "echo";

        public int MaxMessageBytes => 777;

        public LagPolicy LagPolicy => Lag;

        public LagPolicy Lag { get; set; } = new();

        public string? FailsAt { get; set; }

        public List<string> Calls { get; } = [];

        public IDialectSession Open(IConnection connection)
        {
            Call("open");
            return new Session(this, connection);
        }

        public void Call(string what)
        {
            Calls.Add(what);
            if (what == FailsAt) throw new InvalidOperationException($"{what} failed");
        }
    }

    private sealed class Session(Dialect dialect, IConnection connection) : IDialectSession
    {
        public ValueTask StartAsync(CancellationToken cancellationToken)
        {
            dialect.Call("start");
            Send("hello");
            return ValueTask.CompletedTask;
        }

        public ValueTask ReceiveAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            var text = Encoding.UTF8.GetString(message.Span);
            dialect.Call(text);
            switch (text)
            {
                case "quit":
                    Send("bye");
                    connection.Close(CloseReason.Policy("enough"));
                    break;
                case "follow":
                    connection.Deliver(new DeliveryRequest(SubscriptionFilter.Stream(Room), new LineFormat(), Cursor.AfterSeq(0)));
                    break;
                default:
                    Send($"re:{text}");
                    break;
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask RefuseAsync(RefusedMessage refused, CancellationToken cancellationToken)
        {
            dialect.Call(refused.ToString());
            Send($"refused:{refused}");
            return ValueTask.CompletedTask;
        }

        public ValueTask ShutdownAsync(string reason, CancellationToken cancellationToken)
        {
            dialect.Call("shutdown");
            Send($"shutdown:{reason}");
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            dialect.Call("dispose");
            return ValueTask.CompletedTask;
        }

        private void Send(string text) => connection.Send(MessageWriter.FrameOf(Encoding.UTF8.GetBytes(text), connection.Framing));
    }
}
