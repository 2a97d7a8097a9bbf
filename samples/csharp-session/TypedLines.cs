using System.Threading.Channels;

namespace Carillon.Samples.Session;

/// <summary>
/// What a person types, for whoever waits for it now. A read from the console cannot be given up, so one thread does all the
/// reading, and the end of the program ends it.
/// </summary>
internal sealed class TypedLines
{
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(1);

    public TypedLines(TextReader input) => new Thread(() => Read(input)) { IsBackground = true }.Start();

    /// <summary>The next line; nothing at the end of the input.</summary>
    public async Task<string> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _lines.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException)
        {
            return "";
        }
    }

    private void Read(TextReader input)
    {
        while (input.ReadLine() is { } line)
        {
            // Only an answer to what is asked now is kept; what was typed before is not it.
            while (!_lines.Writer.TryWrite(line.Trim())) _lines.Reader.TryRead(out _);
        }

        _lines.Writer.Complete();
    }
}
