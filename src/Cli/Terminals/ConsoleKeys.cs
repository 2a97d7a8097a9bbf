using System.Threading.Channels;

namespace Carillon.Cli.Terminals;

/// <summary>Reads keys from the console, from the first time that anyone asks.</summary>
internal sealed class ConsoleKeys : IKeys
{
    // What is typed ahead beyond this is not an answer to anything.
    private readonly Channel<ConsoleKeyInfo> _keys = Channel.CreateBounded<ConsoleKeyInfo>(
        new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Lock _starting = new();
    private Thread? _reader;

    public async Task<ConsoleKeyInfo> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_starting)
        {
            // A read of the console cannot be called back; a background thread may be left in it when the process ends.
            if (_reader is null)
            {
                _reader = new Thread(Read) { IsBackground = true, Name = "keys" };
                _reader.Start();
            }
        }

        return await _keys.Reader.ReadAsync(cancellationToken);
    }

    public void Discard()
    {
        lock (_starting)
        {
            if (_reader is null)
            {
                while (Console.KeyAvailable) Console.ReadKey(intercept: true);
            }
        }

        while (_keys.Reader.TryRead(out _))
        {
        }
    }

    private void Read()
    {
        try
        {
            while (true) _keys.Writer.TryWrite(Console.ReadKey(intercept: true));
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
            // The terminal is gone; whoever waits for a key learns why.
            _keys.Writer.Complete(exception);
        }
    }
}
