using System.ComponentModel.DataAnnotations;

namespace Carillon.Server.Configuration;

/// <summary>Where the server listens.</summary>
public sealed record ListenSettings
{
    /// <summary>The address, or <c>localhost</c>. Without credentials only one of this machine alone is taken.</summary>
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>The one port that every surface is on; 0 lets the system choose.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; } = 7777;

    /// <summary>Whether it listens as well where each protocol's own clients look by default.</summary>
    public bool CompatPorts { get; set; }
}
