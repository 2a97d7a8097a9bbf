namespace Carillon.Server.Configuration.Live;

/// <summary>
/// Says when a file was edited and left in peace since, whether it was written in place, replaced by rename, or is a link that now
/// leads elsewhere. It looks, rather than having the system tell it: the folder usually holds the log as well, and to be told of each
/// of its writes costs far more than four looks a second; and a look works on mounts that tell nothing.
/// </summary>
internal sealed class FileWatch(string path, TimeProvider clock)
{
    /// <summary>How long nothing may happen before a change counts as done (spec: Aleph, section 8).</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    private Look? _seen = Look.At(path);

    /// <summary>Returns once the file is another than it was before, and then has been the same for <see cref="Quiet"/>.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (Look.At(path) == _seen) await Task.Delay(BetweenLooks, clock, cancellationToken);
        do
        {
            _seen = Look.At(path);
            await Task.Delay(Quiet, clock, cancellationToken);
        }
        while (Look.At(path) != _seen);
    }

    /// <summary>What a file looks like from outside; null where there is none.</summary>
    private sealed record Look(string Target, DateTime WrittenAt, long Length)
    {
        public static Look? At(string path)
        {
            try
            {
                var named = new FileInfo(path);
                var file = named.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? named;
                return file.Exists ? new Look(file.FullName, file.LastWriteTimeUtc, file.Length) : null;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
