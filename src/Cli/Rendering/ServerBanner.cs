using Carillon.Cli.Terminals;
using Carillon.Server.Configuration;

namespace Carillon.Cli.Rendering;

/// <summary>What a started server says: where it is, where it keeps things, and what to do next.</summary>
internal static class ServerBanner
{
    public static void Write(Screen screen, ServerAddresses addresses, string dataFolder)
    {
        screen.Write("Carillon", Palette.Strong);
        screen.Write(" listens on ");
        screen.WriteLine(addresses.Http.GetLeftPart(UriPartial.Authority), Palette.Name);
        foreach (var (dialect, own) in addresses.Compat) Row(screen, dialect, string.Join("  ", own));
        Row(screen, "data", dataFolder);
        Row(screen, "try", "carillon prompt \"What is in this folder?\"");
        Row(screen, "watch", "carillon tail");
        screen.WriteLine("  Ctrl-C stops it.", Palette.Dim);
    }

    private static void Row(Screen screen, string name, string value)
    {
        screen.Write($"  {name,-12}", Palette.Dim);
        screen.WriteLine(value);
    }
}
