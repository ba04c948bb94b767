using System.Diagnostics.Tracing;

namespace PenguinMails.ConnectionRecorder;

/// <summary>
/// Writes each name that the process resolves and each address that it connects to into a file of its own: "name HOST" and "address SOCKETADDRESS".
/// The runtime itself says so, before it tries: an attempt that fails counts, too.
/// </summary>
public sealed class ConnectionListener(string folder) : EventListener
{
    /// <summary>The folder for the files; nothing is recorded where it is not set.</summary>
    public const string FolderVariable = "PENGUINMAILS_TEST_CONNECTIONS";

    private static readonly Lock Turn = new();

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource?.Name is "System.Net.Sockets" or "System.Net.NameResolution")
        {
            EnableEvents(eventSource, EventLevel.Informational);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        var kind = eventData?.EventName switch
        {
            "ConnectStart" => "address",
            "ResolutionStart" => "name",
            _ => null,
        };
        if (kind is null)
        {
            return;
        }

        lock (Turn)
        {
            File.AppendAllText(
                Path.Combine(folder, $"{AppDomain.CurrentDomain.FriendlyName}-{Environment.ProcessId}.txt"), $"{kind} {eventData!.Payload?[0]}\n");
        }
    }
}
