using Microsoft.Extensions.Logging;

namespace Carillon.Backends.Sqlite.Opening;

/// <summary>Keeps the sidecar up to date without a cost to every commit.</summary>
internal sealed partial class SidecarNotes(string directory, Sidecar mark, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private Sidecar _mark = mark;
    private long _written = clock.GetTimestamp();

    /// <summary>Notes a committed place; writes it when the last note is old enough.</summary>
    public void Committed(long position)
    {
        _mark = _mark with { Position = position };
        if (clock.GetElapsedTime(_written) >= Pause) Write();
    }

    /// <summary>Writes it now. A note that cannot be written costs no commit: an older one is only less watchful.</summary>
    public void Write()
    {
        _written = clock.GetTimestamp();
        try
        {
            _mark.Write(directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogUnwritten(directory, error);
        }
    }

    [LoggerMessage(3010, LogLevel.Warning, "The mark beside the log in {Directory} cannot be written; an older copy of the log put back may go unnoticed")]
    private partial void LogUnwritten(string directory, Exception error);
}
