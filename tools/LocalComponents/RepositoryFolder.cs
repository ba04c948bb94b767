namespace PenguinMails.LocalComponents;

/// <summary>Finds the repository that the running program was built from.</summary>
public static class RepositoryFolder
{
    /// <summary>The folder that holds Directory.Packages.props.</summary>
    public static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Directory.Packages.props")))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException($"No repository above {AppContext.BaseDirectory}.");
    }

    /// <summary>The built assembly of one of the repository's projects, in the configuration of the running program.</summary>
    /// <param name="project">The project's name, for example "KeyIssuance".</param>
    public static string AssemblyOf(string project)
    {
        // artifacts/bin/<project>/<configuration>/PenguinMails.<project>.dll
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var path = Path.Combine(Find(), "artifacts", "bin", project, configuration, $"PenguinMails.{project}.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{project} is not built: {path} is missing.", path);
    }
}
