using System.Buffers;
using System.IO.Pipelines;
using Carillon.Core.Connections;
using Carillon.Core.Deliveries;
using Carillon.Core.Identity;
using Carillon.Core.Subscriptions;

namespace Carillon.Core.Tests.Support;

/// <summary>The other end of a connection: it reads when the test says so, and not otherwise.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Pipe _pipe;
    private readonly List<Heard> _heard = [];

    /// <param name="pipeBytes">What the transport takes before it blocks.</param>
    /// <param name="framing">Anything but lines can be sent, and not be read back.</param>
    public Peer(ConnectionFactory connections, LagPolicy? lag = null, int pipeBytes = 4096, Framing framing = Framing.Line)
    {
        _pipe = new Pipe(new PipeOptions(pauseWriterThreshold: pipeBytes, resumeWriterThreshold: Math.Max(1, pipeBytes / 2), useSynchronizationContext: false));
        Output = new CountingWriter(_pipe.Writer);
        var profile = new ConnectionProfile("lines", lag ?? new LagPolicy(), "test", Caller.Dev, new Dictionary<string, string>());
        Connection = connections.Create(Output, framing, profile);
    }

    public Connection Connection { get; }

    /// <summary>What the connection writes to, with its flushes counted.</summary>
    public CountingWriter Output { get; }

    public LineFormat Format { get; init; } = new();

    /// <summary>Everything read so far.</summary>
    public IReadOnlyList<Heard> Heard => _heard;

    public IEnumerable<HeardEntry> Entries => _heard.OfType<HeardEntry>();

    public IEnumerable<HeardGap> Gaps => _heard.OfType<HeardGap>();

    public Delivery Follow(SubscriptionFilter filter, Cursor start) => Connection.Deliver(new DeliveryRequest(filter, Format, start));

    /// <summary>Reads what is there, at most so many bytes and then to the end of a line; true when anything was.</summary>
    public bool TakeAvailable(int mostBytes = int.MaxValue)
    {
        if (!_pipe.Reader.TryRead(out var result)) return false;
        return Take(result, mostBytes);
    }

    /// <summary>Reads until the test has what it waits for.</summary>
    public async Task ReadUntilAsync(Func<Peer, bool> enough, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (!enough(this))
        {
            try
            {
                var result = await _pipe.Reader.ReadAsync(patience.Token);
                Take(result, int.MaxValue);
                if (result.IsCompleted && !enough(this)) Assert.Fail("The connection ended before it came. " + Tail());
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Assert.Fail("It never came. " + Tail());
            }
        }
    }

    public Task ReadUntilSeqAsync(long seq, CancellationToken cancellationToken) =>
        ReadUntilAsync(peer => peer._heard.Any(heard => heard is HeardEntry entry && entry.Seq >= seq || heard is HeardGap gap && gap.To >= seq), cancellationToken);

    /// <summary>Goes away without a word.</summary>
    public void HangUp() => _pipe.Reader.Complete();

    public async ValueTask DisposeAsync()
    {
        HangUp();
        await Connection.DisposeAsync();
        _pipe.Writer.Complete();
    }

    private bool Take(ReadResult result, int mostBytes)
    {
        var rest = result.Buffer;
        var any = false;
        var taken = 0L;
        while (taken < mostBytes && rest.PositionOf((byte)'\n') is { } end)
        {
            var line = rest.Slice(0, end);
            _heard.Add(Support.Heard.Parse(line.ToArray()));
            taken += line.Length + 1;
            rest = rest.Slice(rest.GetPosition(1, end));
            any = true;
        }

        // Half a line is looked at but not taken, so that a long one can go on coming.
        if (any) _pipe.Reader.AdvanceTo(rest.Start, rest.IsEmpty ? rest.End : rest.Start);
        else _pipe.Reader.AdvanceTo(rest.Start, rest.End);
        return any;
    }

    private string Tail() => $"Heard {_heard.Count}, at last: {string.Join(" | ", _heard.TakeLast(5))}";
}
