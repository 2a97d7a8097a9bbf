using System.Threading.Channels;
using Carillon.Cli.Terminals;

namespace Carillon.Cli.Tests.Fakes;

/// <summary>A person who presses what the test says.</summary>
internal sealed class ScriptedKeys : IKeys
{
    private readonly Channel<ConsoleKeyInfo> _keys = Channel.CreateBounded<ConsoleKeyInfo>(100);

    public static ConsoleKeyInfo Key(ConsoleKey key) => new('\0', key, shift: false, alt: false, control: false);

    public static ConsoleKeyInfo Key(char character) => new(character, ConsoleKey.None, shift: false, alt: false, control: false);

    public Task<ConsoleKeyInfo> ReadAsync(CancellationToken cancellationToken) => _keys.Reader.ReadAsync(cancellationToken).AsTask();

    public void Discard()
    {
        // Everything the test presses is meant.
    }

    public void Press(params ReadOnlySpan<ConsoleKey> keys)
    {
        foreach (var key in keys) _keys.Writer.TryWrite(Key(key));
    }
}
