using System.ComponentModel;
using System.Runtime.InteropServices;
using Carillon.Core.Errors;
using Microsoft.Win32.SafeHandles;

namespace Carillon.Features.Sandbox;

/// <summary>Opens regular files and nothing else: a pipe would keep the reader waiting for ever, a device has no end.</summary>
internal static class RegularFile
{
    // open(2) on Linux: read only, do not wait for a pipe's other side, do not pass on to child processes.
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    // errno(3): no such device or address, which is what opening a socket gives.
    private const int NoDevice = 6;
    private const int NoPermission = 13;

    /// <summary>Opens for reading. Errors: NotFound, Invalid (a folder, a pipe, a device), PermissionDenied.</summary>
    public static SafeFileHandle Open(string path)
    {
        if (Directory.Exists(path)) throw NotRegular();
        var handle = OperatingSystem.IsLinux() ? OpenAny(path) : OpenPlainly(path);
        if (IsSeekable(handle)) return handle;
        handle.Dispose();
        throw NotRegular();
    }

    /// <summary>Opens whatever it is, a folder too, without waiting for it; on Linux only. Errors: NotFound, Invalid, PermissionDenied.</summary>
    public static SafeFileHandle OpenAny(string path)
    {
        var descriptor = NativeOpen(path, NonBlocking | CloseOnExec);
        if (descriptor >= 0) return new SafeFileHandle(descriptor, ownsHandle: true);
        var error = Marshal.GetLastPInvokeError();
        throw error switch
        {
            NoDevice => NotRegular(),
            NoPermission => new CarillonException(ErrorCode.PermissionDenied, "the file may not be read"),
            _ => new CarillonException(ErrorCode.NotFound, "no such file", new Win32Exception(error)),
        };
    }

    private static SafeFileHandle OpenPlainly(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CarillonException(ErrorCode.NotFound, "no such file", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new CarillonException(ErrorCode.PermissionDenied, "the file may not be read", error);
        }
    }

    private static bool IsSeekable(SafeFileHandle handle)
    {
        try
        {
            return RandomAccess.GetLength(handle) >= 0;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }

    private static CarillonException NotRegular() => new(ErrorCode.Invalid, "not a regular file");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int NativeOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
