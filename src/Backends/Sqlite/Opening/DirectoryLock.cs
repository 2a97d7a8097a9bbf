using System.Globalization;
using Carillon.Backends.Sqlite.Engine;
using Carillon.Core.Ports;

namespace Carillon.Backends.Sqlite.Opening;

/// <summary>
/// Keeps a data directory for one process. The system holds the lock and frees it when the process ends, however it ends; the
/// pid stands in a file of its own, because a locked file cannot be read everywhere.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    private const string LockName = "carillon.lock";
    private const string PidName = "carillon.pid";
    private const int ErrnoWouldBlockLinux = 11;
    private const int ErrnoWouldBlockMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    private readonly FileStream _lock;
    private readonly string _pidPath;

    private DirectoryLock(FileStream held, string pidPath)
    {
        _lock = held;
        _pidPath = pidPath;
    }

    /// <summary>Takes the directory, making it if it is missing. Errors: InUse with the holder's pid, ReadOnly, Full, Unavailable.</summary>
    public static DirectoryLock Take(string directory)
    {
        var pidPath = Path.Combine(directory, PidName);
        FileStream? held = null;
        try
        {
            Directory.CreateDirectory(directory);
            held = new FileStream(Path.Combine(directory, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(pidPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
            return new DirectoryLock(held, pidPath);
        }
        catch (IOException error) when (held is null && error.HResult is ErrnoWouldBlockLinux or ErrnoWouldBlockMac or SharingViolation)
        {
            throw new StorageException(
                StorageFault.InUse,
                $"The data directory {directory} is in use by {Holder(pidPath)}. Stop that process, or choose another folder with --data.",
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw Failures.Of(error, directory);
        }
    }

    public void Dispose()
    {
        // Whoever comes next overwrites the pid, so a file that cannot be removed misleads nobody.
        try
        {
            File.Delete(_pidPath);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _ = error;
        }

        _lock.Dispose();
    }

    private static string Holder(string pidPath)
    {
        try
        {
            var pid = File.ReadAllText(pidPath).Trim();
            return pid.Length > 0 ? $"process {pid}" : "another process";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}
