using System.ComponentModel.DataAnnotations;

namespace PenguinMails.Ssh;

/// <summary>Section <c>Ssh</c>.</summary>
public sealed class SshOptions
{
    /// <summary>How long a server may take to accept a connection and a key. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one command on a server may take. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many handshakes run at a time in this process. Default 16.</summary>
    [Range(1, 1000)]
    public int MaxConcurrentHandshakes { get; set; } = 16;
}
