using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using Carillon.Features.Perception.Recording;
using Microsoft.Win32.SafeHandles;

namespace Carillon.Features.Perception.Files;

/// <summary>What happened, as inotify(7) numbers it.</summary>
[Flags]
internal enum InotifyMask : uint
{
    Modify = 0x2,
    MovedFrom = 0x40,
    MovedTo = 0x80,
    Create = 0x100,
    Delete = 0x200,
    DeleteSelf = 0x400,
    MoveSelf = 0x800,
    Unmount = 0x2000,
    Overflow = 0x4000,
    Ignored = 0x8000,
    OnlyFolder = 0x1000000,
    NoFollow = 0x2000000,
    ExceptUnlinked = 0x4000000,
    IsFolder = 0x40000000,
}

/// <summary>One record of the kernel's.</summary>
/// <param name="Watch">Which folder; -1 when records were lost.</param>
/// <param name="Cookie">The two halves of a move have the same.</param>
/// <param name="Name">Within the folder; empty for the folder itself.</param>
internal readonly record struct InotifyRecord(int Watch, InotifyMask Mask, uint Cookie, string Name);

/// <summary>
/// The kernel's own word of what changes in folders (inotify(7)). Asked directly, so that folders which are passed over take none of the
/// few watches there are, and both halves of a move are known.
/// </summary>
internal sealed class Inotify : IDisposable
{
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int HeaderBytes = 16;
    private const short PollIn = 1;
    private const int TryAgain = 11;
    private const int Interrupted = 4;
    private const int NoSpace = 28;

    private readonly SafeFileHandle _handle;
    private readonly AnonymousPipeServerStream _wake = new(PipeDirection.Out);
    private readonly AnonymousPipeClientStream _woken;
    private readonly byte[] _buffer = new byte[256 * 1024];

    public Inotify()
    {
        _woken = new AnonymousPipeClientStream(PipeDirection.In, _wake.ClientSafePipeHandle);
        _handle = OpenInotify(NonBlocking | CloseOnExec);
        if (!_handle.IsInvalid) return;
        var reason = new Win32Exception(Marshal.GetLastPInvokeError()).Message;
        Dispose();
        throw new WatcherException($"The system watches files for no one more ({reason}); its limit is fs.inotify.max_user_instances = {Limit("max_user_instances")}.");
    }

    /// <summary>What the system says one of its limits is.</summary>
    public static string Limit(string name)
    {
        try
        {
            return File.ReadAllText($"/proc/sys/fs/inotify/{name}").Trim();
        }
        catch (IOException)
        {
            return "unknown";
        }
    }

    /// <summary>Watches a folder.</summary>
    /// <param name="isFull">True when the system allows no more watches.</param>
    /// <returns>The watch's number, the same for the same folder; null when it is not there, is no folder or may not be read.</returns>
    public int? TryWatch(string folder, InotifyMask mask, out bool isFull)
    {
        var watch = AddWatch(_handle, Encoding.UTF8.GetBytes(folder + '\0'), (uint)mask);
        isFull = watch < 0 && Marshal.GetLastPInvokeError() == NoSpace;
        return watch < 0 ? null : watch;
    }

    public void Forget(int watch) => _ = RemoveWatch(_handle, watch);

    /// <summary>Waits for records and reads what is there; nothing once the time is up or <see cref="Wake"/> was called.</summary>
    /// <param name="patience">How long to wait, in milliseconds; -1 for ever.</param>
    public void Read(List<InotifyRecord> records, int patience)
    {
        records.Clear();
        PollEntry[] waiting =
        [
            new() { Handle = (int)_handle.DangerousGetHandle(), Events = PollIn },
            new() { Handle = (int)_woken.SafePipeHandle.DangerousGetHandle(), Events = PollIn },
        ];
        if (Poll(waiting, (nuint)waiting.Length, patience) <= 0 || waiting[1].Result != 0) return;

        var bytes = ReadRecords(_handle, _buffer, (nuint)_buffer.Length);
        if (bytes < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error is TryAgain or Interrupted) return;
            throw new WatcherException($"Changes of files can no longer be read: {new Win32Exception(error).Message}");
        }

        Split(_buffer.AsSpan(0, (int)bytes), records);
    }

    /// <summary>Ends every wait, now and later.</summary>
    public void Wake() => _wake.WriteByte(0);

    public void Dispose()
    {
        _handle.Dispose();
        _woken.Dispose();
        _wake.Dispose();
    }

    private static void Split(ReadOnlySpan<byte> bytes, List<InotifyRecord> records)
    {
        while (bytes.Length >= HeaderBytes)
        {
            var length = (int)MemoryMarshal.Read<uint>(bytes[12..]);
            var name = bytes.Slice(HeaderBytes, length);
            var end = name.IndexOf((byte)0);
            records.Add(new InotifyRecord(
                MemoryMarshal.Read<int>(bytes),
                (InotifyMask)MemoryMarshal.Read<uint>(bytes[4..]),
                MemoryMarshal.Read<uint>(bytes[8..]),
                Encoding.UTF8.GetString(end < 0 ? name : name[..end])));
            bytes = bytes[(HeaderBytes + length)..];
        }
    }

    [DllImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    private static extern SafeFileHandle OpenInotify(int flags);

    [DllImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true)]
    private static extern int AddWatch(SafeFileHandle handle, byte[] path, uint mask);

    [DllImport("libc", EntryPoint = "inotify_rm_watch", SetLastError = true)]
    private static extern int RemoveWatch(SafeFileHandle handle, int watch);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    private static extern nint ReadRecords(SafeFileHandle handle, byte[] buffer, nuint length);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static extern int Poll([In, Out] PollEntry[] entries, nuint count, int patience);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Handle;
        public short Events;
        public short Result;
    }
}
