using System.Diagnostics.CodeAnalysis;

#pragma warning disable MA0047 // Without a namespace: the runtime finds it by this name.
/// <summary>Called by the runtime before Main.</summary>
internal static class StartupHook
#pragma warning restore MA0047
{
    [SuppressMessage("Usage", "CA2000", Justification = "It listens as long as the process lives.")]
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(PenguinMails.ConnectionRecorder.ConnectionListener.FolderVariable) is { Length: > 0 } folder)
        {
            _ = new PenguinMails.ConnectionRecorder.ConnectionListener(folder);
        }
    }
}
