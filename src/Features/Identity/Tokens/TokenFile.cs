using System.Text.Json;
using Carillon.Contracts.Identity;
using Carillon.Core.Identity;

namespace Carillon.Features.Identity.Tokens;

/// <summary>What a new API key is to stand for.</summary>
/// <param name="Lifetime">Null for a key that does not expire.</param>
public sealed record NewToken(string User, string Tenant, Role Role, TimeSpan? Lifetime = null, string? Label = null, string? Email = null);

/// <summary>The file of tokens cannot be used. The message says why and what to do.</summary>
public sealed class TokenFileException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>
/// The file of API keys: JSON, readable by its owner only, replaced whole so that a reader finds the old or the new one.
/// Changes of several processes come one after the other.
/// </summary>
public sealed class TokenFile(string path, TimeProvider clock)
{
    private const int FormatVersion = 1;
    private const int IdLength = 12;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LockRetry = TimeSpan.FromMilliseconds(50);

    /// <summary>Where it is.</summary>
    public string Path { get; } = path;

    /// <summary>Every record, oldest first; none when there is no file.</summary>
    /// <exception cref="TokenFileException">It cannot be read, others may read it, or it does not parse.</exception>
    public IReadOnlyList<TokenRecord> Read()
    {
        try
        {
            CheckMode();
            using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var list = JsonSerializer.Deserialize(stream, TokenJson.Default.TokenList)
                ?? throw new TokenFileException($"{Path} holds no list of tokens.");
            if (list.Version != FormatVersion) throw new TokenFileException($"{Path} was written by another version of Carillon.");
            foreach (var record in list.Tokens) Check(record);
            return list.Tokens;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (JsonException exception)
        {
            throw new TokenFileException($"{Path} does not parse at line {exception.LineNumber + 1}.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new TokenFileException($"{Path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Makes a key. It is returned here and can be had nowhere else.</summary>
    /// <exception cref="TokenFileException">The file cannot be changed.</exception>
    public async Task<(TokenRecord Record, string Key)> CreateAsync(NewToken token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        var (key, hash) = ApiKey.Make();
        var now = clock.GetUtcNow();
        var record = new TokenRecord(
            hash[..IdLength], hash, token.User, token.Tenant, RoleNames.Of(token.Role), now, now + token.Lifetime, token.Label, token.Email);
        Check(record);
        await ChangeAsync(records => [.. records, record], cancellationToken);
        return (record, key);
    }

    /// <summary>Removes a key by its id; false when there is none.</summary>
    /// <exception cref="TokenFileException">The file cannot be changed.</exception>
    public async Task<bool> RevokeAsync(string id, CancellationToken cancellationToken)
    {
        var found = false;
        await ChangeAsync(
            records =>
            {
                TokenRecord[] left = [.. records.Where(record => record.Id != id)];
                found = left.Length < records.Count;
                return found ? left : null;
            },
            cancellationToken);
        return found;
    }

    private async Task ChangeAsync(Func<IReadOnlyList<TokenRecord>, IReadOnlyList<TokenRecord>?> change, CancellationToken cancellationToken)
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
        try
        {
            Directory.CreateDirectory(folder);
            await using var _ = await LockAsync(cancellationToken);
            if (change(Read()) is { } changed) Replace(folder, changed);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new TokenFileException($"{Path} cannot be written: {exception.Message}", exception);
        }
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return Create($"{Path}.lock", FileMode.OpenOrCreate);
            }
            catch (IOException exception) when (exception is not (DirectoryNotFoundException or PathTooLongException))
            {
                if (clock.GetElapsedTime(started) > LockTimeout) throw new TokenFileException($"{Path} is being changed by another program.", exception);
                await Task.Delay(LockRetry, clock, cancellationToken);
            }
        }
    }

    private void Replace(string folder, IReadOnlyList<TokenRecord> records)
    {
        var next = System.IO.Path.Combine(folder, $".{System.IO.Path.GetFileName(Path)}.next");
        File.Delete(next);
        using (var stream = Create(next, FileMode.CreateNew))
        {
            JsonSerializer.Serialize(stream, new TokenList(FormatVersion, records), TokenJson.Default.TokenList);
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, Path, overwrite: true);
    }

    private static FileStream Create(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    private void CheckMode()
    {
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(Path) & ~(OwnerOnly | UnixFileMode.UserExecute)) == 0) return;
        throw new TokenFileException($"{Path} can be read by others than its owner. Take that from them: chmod 600 {Path}");
    }

    private void Check(TokenRecord record)
    {
        var fits = IdentityNames.IsTenantId(record.Tenant) && IdentityNames.IsUserId(record.User) && RoleNames.Find(record.Role) is not null;
        if (!fits) throw new TokenFileException($"{Path}: token '{record.Id}' names a user, a tenant or a role that cannot be.");
    }
}
