using System.Runtime.CompilerServices;

namespace Carillon.System.Tests.Harness;

/// <summary>The files that these tests were built from, and what was built beside them.</summary>
public static class Repository
{
    /// <summary>The root folder.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "../../.."));

    /// <summary>The configuration that was built: <c>release</c> or <c>debug</c>.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Name;

    /// <summary>A file that was built from a project.</summary>
    public static string Built(string project, string file) => Path.Combine(Root, "artifacts", "bin", project, Configuration, file);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
