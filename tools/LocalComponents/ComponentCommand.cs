namespace PenguinMails.LocalComponents;

/// <summary>How to start a component. Secrets never stand in its arguments, which every user of the machine could read.</summary>
/// <param name="Path">The program.</param>
/// <param name="Args">Its arguments.</param>
/// <param name="Env">What is added to the environment.</param>
/// <param name="WorkingDirectory">An existing folder.</param>
public sealed record ComponentCommand(string Path, string[] Args, IReadOnlyDictionary<string, string> Env, string WorkingDirectory)
{
    /// <summary>Runs one of the scripts that lie beside this assembly.</summary>
    internal static ComponentCommand Script(string name, string workingDirectory, IReadOnlyDictionary<string, string> env) =>
        new("/bin/sh", [ScriptPath(name)], env, workingDirectory);

    private static string ScriptPath(string name) =>
        System.IO.Path.Combine(AppContext.BaseDirectory, "LocalComponents", name);
}
