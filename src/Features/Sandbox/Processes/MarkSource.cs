using System.Security.Cryptography;
using System.Text;
using Carillon.Core.Ports;

namespace Carillon.Features.Sandbox.Processes;

/// <summary>Marks for processes. All of one directory begin alike, in every life of its server, so that what it left can be found.</summary>
internal sealed class MarkSource
{
    private const int DirectoryDigits = 16;
    private readonly IIdSource _ids;

    private MarkSource(string beginning, IIdSource ids)
    {
        Beginning = beginning;
        _ids = ids;
    }

    /// <summary>How every mark of this directory begins.</summary>
    public string Beginning { get; }

    public static MarkSource Of(string directory, IIdSource ids)
    {
        var real = LinkResolver.Resolve(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(real)));
        return new MarkSource($"{hash[..DirectoryDigits]}-", ids);
    }

    public string Next() => Beginning + _ids.NewId();
}
