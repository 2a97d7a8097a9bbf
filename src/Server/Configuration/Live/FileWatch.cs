using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Carillon.Server.Configuration.Live;

/// <summary>
/// Says when a file was edited and left in peace since. Editors write in place or put another file under the name, so its folder is
/// watched, for whatever happens to that name.
/// </summary>
internal sealed partial class FileWatch : IDisposable
{
    /// <summary>How long nothing may happen before a change counts as done (spec: Aleph, section 8).</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    // One waiting mark says all there is to say: something happened.
    private readonly Channel<bool> _marks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly FileSystemWatcher _folder;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    private FileWatch(FileSystemWatcher folder, TimeProvider clock, ILogger logger)
    {
        _folder = folder;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Begins to watch; null, with a word in the log, where the system does not let it.</summary>
    public static FileWatch? Start(string path, TimeProvider clock, ILogger logger)
    {
        try
        {
            var folder = new FileSystemWatcher(Path.GetDirectoryName(path)!, Path.GetFileName(path))
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite,
            };
            var watch = new FileWatch(folder, clock, logger);
            folder.Changed += (_, _) => watch.Mark();
            folder.Created += (_, _) => watch.Mark();
            folder.Deleted += (_, _) => watch.Mark();
            folder.Renamed += (_, _) => watch.Mark();
            folder.Error += (_, fault) => watch.Lost(fault.GetException());
            folder.EnableRaisingEvents = true;
            return watch;
        }
        catch (Exception fault) when (fault is IOException or ArgumentException or UnauthorizedAccessException)
        {
            LogNotWatched(logger, path, fault.Message);
            return null;
        }
    }

    /// <summary>Returns once something happened and then nothing for <see cref="Quiet"/>.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _marks.Reader.ReadAsync(cancellationToken);
        while (true)
        {
            await Task.Delay(Quiet, _clock, cancellationToken);
            if (!_marks.Reader.TryRead(out _)) return;
        }
    }

    public void Dispose() => _folder.Dispose();

    private void Mark() => _marks.Writer.TryWrite(true);

    /// <summary>Notices were lost: what they were about may have been the file.</summary>
    private void Lost(Exception fault)
    {
        LogLost(_logger, fault.Message);
        Mark();
    }

    [LoggerMessage(2110, LogLevel.Warning, "{Path} is not watched, so changes of it are taken up on request or at the next start: {Reason}")]
    private static partial void LogNotWatched(ILogger logger, string path, string reason);

    [LoggerMessage(2111, LogLevel.Debug, "Notices about the configuration's folder were lost: {Reason}")]
    private static partial void LogLost(ILogger logger, string reason);
}
