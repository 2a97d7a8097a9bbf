namespace Carillon.Server.Configuration;

/// <summary>Where each dialect's own clients look when nobody tells them otherwise (design: surfaces).</summary>
internal static class CompatPorts
{
    public const int Diminuendo = 8080;

    public static IReadOnlyList<(string Dialect, int Port)> All { get; } = [("diminuendo", Diminuendo)];
}
