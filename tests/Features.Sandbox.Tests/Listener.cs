using System.Threading.Channels;
using Carillon.Contracts.Sandbox;

namespace Carillon.Features.Sandbox.Tests;

/// <summary>Keeps what it hears, and can be waited on.</summary>
public sealed class Listener(SemaphoreSlim? allowed = null) : ITerminalObserver
{
    private readonly Channel<string> _pieces = Channel.CreateBounded<string>(100_000);
    private int _characters;

    public int Characters => Volatile.Read(ref _characters);

    public async ValueTask OutputAsync(string data, CancellationToken cancellationToken)
    {
        if (allowed is not null) await allowed.WaitAsync(cancellationToken);
        Interlocked.Add(ref _characters, data.Length);
        await _pieces.Writer.WriteAsync(data, cancellationToken);
    }

    /// <summary>Everything heard so far.</summary>
    public string Heard()
    {
        var text = new System.Text.StringBuilder();
        while (_pieces.Reader.TryRead(out var piece)) text.Append(piece);
        return text.ToString();
    }

    /// <summary>Waits until a text was heard, and returns everything up to then.</summary>
    public async Task<string> WaitForAsync(string text)
    {
        var heard = "";
        while (!heard.Contains(text, StringComparison.Ordinal))
            heard += await _pieces.Reader.ReadAsync(SandboxFixture.Cancellation).AsTask().WaitAsync(SandboxFixture.Patience, SandboxFixture.Cancellation);
        return heard;
    }
}
