using System.Security.Cryptography;
using System.Text;
using Carillon.Core.Ports;

namespace Carillon.Contracts.Processes;

/// <summary>Marks for processes. All of one folder begin alike, in every life of its server, so that what it left can be found (<see cref="LeftBehind"/>).</summary>
public sealed class MarkSource
{
    private const int FolderDigits = 16;
    private readonly IIdSource _ids;

    /// <summary>Marks of one folder, of which no two are alike.</summary>
    /// <param name="folder">The full path, the same in each life.</param>
    public MarkSource(string folder, IIdSource ids)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.TrimEndingDirectorySeparator(folder))));
        Beginning = $"{hash[..FolderDigits]}-";
        _ids = ids;
    }

    /// <summary>How every mark of this folder begins.</summary>
    public string Beginning { get; }

    /// <summary>The next one.</summary>
    public string Next() => Beginning + _ids.NewId();
}
