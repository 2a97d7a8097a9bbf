using System.Globalization;
using System.Text;
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
    private const FileShare Shared = FileShare.ReadWrite | FileShare.Delete;
    private const int SharingViolation = unchecked((int)0x80070020);

    private readonly FileStream _lock;
    private readonly FileStream _pid;

    private DirectoryLock(FileStream held, FileStream pid)
    {
        _lock = held;
        _pid = pid;
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
            return new DirectoryLock(held, WritePid(pidPath));
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
        _pid.Dispose();
        _lock.Dispose();
    }

    // It goes with its handle; what a killed process leaves is overwritten by whoever comes next.
    private static FileStream WritePid(string path)
    {
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, Shared, bufferSize: 1, FileOptions.DeleteOnClose);
        file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
        file.Flush();
        return file;
    }

    private static string Holder(string pidPath)
    {
        try
        {
            using var file = new StreamReader(new FileStream(pidPath, FileMode.Open, FileAccess.Read, Shared));
            return file.ReadLine() is { Length: > 0 } pid ? $"process {pid}" : "another process";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}
