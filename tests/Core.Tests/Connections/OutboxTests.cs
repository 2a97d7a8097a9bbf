using System.IO.Pipelines;
using System.Text;
using Carillon.Core.Connections;
using Carillon.Core.Diagnostics;
using Carillon.Core.Tests.Support;
using Carillon.Fakes;

namespace Carillon.Core.Tests.Connections;

public sealed class OutboxTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 1000, resumeWriterThreshold: 500, useSynchronizationContext: false));
    private readonly ManualTimeProvider _clock = new();
    private readonly CoreMetrics _metrics;
    private readonly CountingWriter _output;
    private readonly TaskCompletionSource<CloseReason> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public OutboxTests()
    {
        _metrics = new CoreMetrics(_clock);
        _output = new CountingWriter(_pipe.Writer);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task Many_frames_leave_in_one_flush()
    {
        var outbox = Outbox();
        Fill(outbox);
        await BlockedAsync(outbox);
        var flushes = _output.Flushes;
        for (var i = 0; i < 100; i++) outbox.Send(Frame($"{i};"));
        var waiting = outbox.WaitingBytes;

        var text = await ReadAsync(1500 + (int)waiting);

        Assert.Equal(flushes + 1, _output.Flushes);
        Assert.EndsWith(string.Concat(Enumerable.Range(0, 100).Select(i => $"{i};")), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_changes_its_order_whoever_sends()
    {
        var outbox = Outbox();
        var reading = ReadAsync(4 * 500 * 8);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++) outbox.Send(Frame($"{sender}:{i:D5};"));
        }, Token)));
        var frames = (await reading).Split(';', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(2000, frames.Length);
        for (var sender = 0; sender < 4; sender++)
        {
            var own = frames.Where(frame => frame[0] == '0' + sender).ToList();
            Assert.Equal(own.Order(StringComparer.Ordinal), own);
        }
    }

    [Fact]
    public async Task An_entry_offered_while_the_outbox_writes_does_not_put_it_to_sleep()
    {
        var outbox = Outbox();
        for (var round = 0; round < 200; round++)
        {
            // The first is written at once; the second may or may not meet the writer at work.
            Offer(outbox, "a");
            Offer(outbox, "b");
            Assert.Equal("ab", await ReadAsync(2));
        }
    }

    [Fact]
    public async Task Last_words_come_after_everything_that_waited_and_then_it_ends()
    {
        var outbox = Outbox();
        Fill(outbox);
        for (var i = 0; i < 50; i++) outbox.Send(Frame("x"));
        outbox.Close(CloseReason.Shutdown, Frame("BYE"));
        outbox.Send(Frame("too late"));

        Assert.False(_ended.Task.IsCompleted);
        var text = await ReadAsync(1500 + 50 + 3);
        Assert.EndsWith("xxxBYE", text, StringComparison.Ordinal);
        Assert.Equal(CloseReason.Shutdown, await _ended.Task.WaitAsync(Patience, Token));
    }

    [Fact]
    public async Task A_peer_that_is_gone_ends_it()
    {
        var outbox = Outbox();
        _pipe.Reader.Complete();
        outbox.Send(Frame("x"));

        Assert.Equal(CloseReason.Normal, await _ended.Task.WaitAsync(Patience, Token));
        Assert.Equal(0, outbox.WaitingBytes);
        outbox.Send(Frame("y"));
        Assert.Equal(0, outbox.WaitingBytes);
    }

    [Fact]
    public async Task A_transport_that_throws_ends_it()
    {
        var outbox = Outbox();
        _pipe.Writer.Complete();
        outbox.Send(Frame("x"));

        Assert.Equal(CloseReason.Normal, await _ended.Task.WaitAsync(Patience, Token));
    }

    [Fact]
    public async Task An_abort_while_the_peer_blocks_drops_what_waits_and_says_why()
    {
        var outbox = Outbox();
        Fill(outbox);
        await BlockedAsync(outbox);
        outbox.Send(Frame(new string('y', 5000)));
        outbox.Abort(CloseReason.TooSlow);

        Assert.Equal(CloseReason.TooSlow, await _ended.Task.WaitAsync(Patience, Token));
        Assert.Equal(0, outbox.WaitingBytes);
        Assert.Equal(1500, (await ReadAsync(1500)).Length);
    }

    [Fact]
    public async Task It_is_drained_when_at_most_half_of_the_bound_waits()
    {
        var outbox = Outbox(new LagPolicy { MaxBytes = 10_000 });
        Fill(outbox);
        await BlockedAsync(outbox);
        Assert.True(outbox.DrainAsync(Token).IsCompletedSuccessfully);
        for (var i = 0; i < 8; i++) outbox.Send(Frame(new string('z', 1000)));
        var drained = outbox.DrainAsync(Token);
        Assert.False(drained.IsCompleted);

        await ReadAsync(1500 + 8000);
        await drained.WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task Nobody_waits_for_an_outbox_that_has_ended()
    {
        var outbox = Outbox(new LagPolicy { MaxBytes = 10 });
        Fill(outbox);
        outbox.Send(Frame(new string('z', 1000)));
        var drained = outbox.DrainAsync(Token);
        outbox.Abort(CloseReason.Normal);

        await drained.WaitAsync(Patience, Token);
        Assert.True(outbox.DrainAsync(Token).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_peer_is_stalled_when_it_took_nothing_for_too_long()
    {
        var outbox = Outbox(new LagPolicy { StallTimeout = TimeSpan.FromSeconds(60) });
        Assert.False(outbox.IsStalled());
        Fill(outbox);
        await BlockedAsync(outbox);
        Assert.False(outbox.IsStalled());
        while (!outbox.IsStalled())
        {
            // The writer notes the time a moment after its flush was seen.
            Assert.InRange(_clock.GetUtcNow().Year, 2030, 2031);
            _clock.Advance(TimeSpan.FromSeconds(61));
            await Task.Yield();
        }

        await ReadAsync(1500);
        outbox.Send(Frame("x"));
        await ReadAsync(1);
        Assert.False(outbox.IsStalled());
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False(outbox.IsStalled());
    }

    private static Frame Frame(string text) => new(Encoding.UTF8.GetBytes(text));

    private Outbox Outbox(LagPolicy? lag = null)
    {
        var outbox = new Outbox(_output, Framing.Raw, lag ?? new LagPolicy(), _clock, _metrics);
        outbox.OnEnd(reason => _ended.TrySetResult(reason));
        return outbox;
    }

    /// <summary>More than the pipe takes without a reader: the writer stands.</summary>
    private static void Fill(Outbox outbox) => outbox.Send(Frame(new string('f', 1500)));

    private async Task BlockedAsync(Outbox outbox)
    {
        while (_output.Flushes == 0 || outbox.WaitingBytes > 0)
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static void Offer(Outbox outbox, string text)
    {
        bool wake;
        lock (outbox.Gate) Assert.Equal(Acceptance.Taken, outbox.Offer(new OutboxItem(Frame(text)), out wake));
        if (wake) outbox.Schedule();
    }

    private async Task<string> ReadAsync(int bytes)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        var text = new StringBuilder();
        while (text.Length < bytes)
        {
            var result = await _pipe.Reader.ReadAsync(patience.Token);
            foreach (var part in result.Buffer) text.Append(Encoding.UTF8.GetString(part.Span));
            _pipe.Reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted) break;
        }

        return text.ToString();
    }
}
