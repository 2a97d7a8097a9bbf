using System.Diagnostics;

namespace Carillon.Features.Perception.Tests.Given;

/// <summary>Real processes under names of our own.</summary>
internal static class Programs
{
    /// <summary>A shell that is called so; its file may go as soon as it runs.</summary>
    public static Process Start(string name, string script)
    {
        var folder = Directory.CreateTempSubdirectory("carillon-programs-");
        var program = Path.Combine(folder.FullName, name);
        File.Copy("/bin/bash", program);
        var started = Process.Start(new ProcessStartInfo(program) { ArgumentList = { "-c", script + "; true" } })!;
        folder.Delete(recursive: true);
        return started;
    }
}
