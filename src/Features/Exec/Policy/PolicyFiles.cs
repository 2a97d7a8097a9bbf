using System.Security.Cryptography;
using System.Text.Json;
using Carillon.Core.Errors;
using Carillon.Core.Identity;

namespace Carillon.Features.Exec.Policy;

/// <summary>A policy as its file has it.</summary>
internal sealed record StoredPolicy(ExecPolicy Policy, string Hash);

/// <summary>
/// The files that policies stand in: <c>exec-approvals.json</c>, and a tenant's own where it has one. They are read each time, so an
/// edit by hand counts at once, and replaced whole, so that a reader finds the old or the new one.
/// </summary>
internal sealed class PolicyFiles(string folder)
{
    private const string Name = "exec-approvals.json";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lock _changing = new();

    /// <summary>Errors: Invalid when there is a file that cannot be used; no policy is better than a wrong one.</summary>
    public StoredPolicy Read(string tenant)
    {
        var bytes = ReadFile(PathOf(tenant)) ?? ReadFile(Path.Combine(folder, Name)) ?? PolicyJson.Write(new ExecPolicy());
        try
        {
            using var json = JsonDocument.Parse(bytes, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return new StoredPolicy(PolicyJson.Read(json.RootElement), HashOf(bytes));
        }
        catch (JsonException broken)
        {
            throw new CarillonException(ErrorCode.Invalid, $"{Name} is not JSON at line {broken.LineNumber + 1}.", broken);
        }
        catch (CarillonException senseless)
        {
            throw new CarillonException(ErrorCode.Invalid, $"{Name} cannot be used: {senseless.Message}.", senseless);
        }
    }

    /// <summary>Replaces a tenant's policy by what becomes of it; one change at a time. Errors: those of the change, StorageUnavailable.</summary>
    public StoredPolicy Change(string tenant, Func<StoredPolicy, ExecPolicy> change)
    {
        lock (_changing)
        {
            var bytes = PolicyJson.Write(change(Read(tenant)));
            Replace(PathOf(tenant), bytes);
            return Read(tenant);
        }
    }

    /// <summary>Without credentials there is one tenant, and its file is the one that everybody else falls back to.</summary>
    private string PathOf(string tenant) =>
        Path.Combine(folder, tenant == Caller.Dev.TenantId ? Name : $"exec-approvals.{tenant}.json");

    private static byte[]? ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CarillonException(ErrorCode.Invalid, $"{Name} cannot be read.", refused);
        }
    }

    private static void Replace(string path, byte[] bytes)
    {
        var next = $"{path}.next";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Delete(next);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            using (var stream = new FileStream(next, options))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CarillonException(ErrorCode.StorageUnavailable, $"{Name} cannot be written.", refused);
        }
    }

    private static string HashOf(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
}
