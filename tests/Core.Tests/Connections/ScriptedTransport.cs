using System.IO.Pipelines;
using System.Text;
using System.Threading.Channels;
using Carillon.Core.Connections;

namespace Carillon.Core.Tests.Connections;

/// <summary>A peer whose every word the test puts into its mouth.</summary>
internal sealed class ScriptedTransport : IMessageTransport
{
    private readonly Channel<Func<ReceivedMessage>> _said = Channel.CreateBounded<Func<ReceivedMessage>>(1000);
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 1000, resumeWriterThreshold: 500, useSynchronizationContext: false));

    public Framing Framing => Framing.WebSocket;

    public PipeWriter Output => _pipe.Writer;

    public bool Aborted { get; private set; }

    /// <summary>How many messages were taken from the peer.</summary>
    public int Received { get; private set; }

    /// <summary>The largest message the runner asked for.</summary>
    public int MaxBytes { get; private set; }

    public void Say(string text) => Assert.True(_said.Writer.TryWrite(() => new ReceivedMessage(false, null, Encoding.UTF8.GetBytes(text))));

    public void Say(RefusedMessage refused) => Assert.True(_said.Writer.TryWrite(() => new ReceivedMessage(false, refused, default)));

    public void HangUp() => Assert.True(_said.Writer.TryWrite(() => ReceivedMessage.End));

    public void Break() => Assert.True(_said.Writer.TryWrite(() => throw new IOException("reset by peer")));

    public async ValueTask<ReceivedMessage> ReceiveAsync(IConnection connection, int maxBytes, CancellationToken cancellationToken)
    {
        MaxBytes = maxBytes;
        var said = await _said.Reader.ReadAsync(cancellationToken);
        Received++;
        return said();
    }

    public ValueTask EndAsync(IConnection connection, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Abort()
    {
        Aborted = true;
        _pipe.Writer.Complete();
    }

    /// <summary>The payloads of the next frames; a close frame is shown as its code.</summary>
    public async Task<IReadOnlyList<string>> HearAsync(int frames, CancellationToken cancellationToken)
    {
        var heard = new List<string>();
        while (heard.Count < frames)
        {
            var result = await _pipe.Reader.ReadAsync(cancellationToken);
            var rest = result.Buffer;
            while (heard.Count < frames && TryRead(rest, out var frame, out var length))
            {
                heard.Add(frame);
                rest = rest.Slice(length);
            }

            _pipe.Reader.AdvanceTo(rest.Start, rest.End);
            if (result.IsCompleted && heard.Count < frames) Assert.Fail($"It ended after {string.Join(", ", heard)}.");
        }

        return heard;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool TryRead(System.Buffers.ReadOnlySequence<byte> buffer, out string frame, out int length)
    {
        frame = "";
        length = 0;
        if (buffer.Length < 2) return false;
        var bytes = System.Buffers.BuffersExtensions.ToArray(buffer);
        var (header, payload) = bytes[1] < 126 ? (2, (int)bytes[1]) : bytes.Length < 4 ? (4, int.MaxValue - 4) : (4, (bytes[2] << 8) | bytes[3]);
        length = header + payload;
        if (bytes.Length < length) return false;
        frame = bytes[0] == 0x88 ? $"close {(bytes[2] << 8) | bytes[3]}" : Encoding.UTF8.GetString(bytes, header, payload);
        return true;
    }
}
