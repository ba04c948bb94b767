using System.Text;
using PenguinMails.Ssh;

namespace PenguinMails.KeyIssuance.Tests.StateSpace;

/// <summary>What the code under test calls by ids, keys and times, and the model by small numbers.</summary>
internal static class Ids
{
    public const int MostKeys = 30;
    public const string AdminAccount = "penguin-admin";
    public const string TenantAccount = "tenant-00000000";
    public const string AdminMaterial = "platform";

    public static readonly Guid Tenant = Of(1, 1);
    public static readonly Guid Secret = Of(1, 2);
    public static readonly Guid Server = Of(1, 3);
    public static readonly Guid Approval = Of(1, 4);
    public static readonly PublicKey HostKey = KeyOf(MostKeys + 1);

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly PublicKey[] Keys = [.. Enumerable.Range(0, MostKeys).Select(KeyOf)];

    public static Guid Version(int key) => Of(2, key);

    public static Guid Operation(int number) => Of(3, number);

    public static Guid Owner(int number) => Of(4, number);

    public static int NumberOf(Guid id) => BitConverter.ToInt32(id.ToByteArray());

    public static PublicKey PublicKey(int key) => Keys[key];

    public static int KeyOf(string fingerprint) => Array.FindIndex(Keys, key => key.Fingerprint == fingerprint);

    public static string Material(int key) => $"key-{key}";

    public static int KeyOfMaterial(string material) => int.Parse(material.AsSpan("key-".Length), System.Globalization.CultureInfo.InvariantCulture);

    public static DateTimeOffset Time(int hour) => Start.AddHours(hour);

    public static int? HourOf(DateTimeOffset? time) => time is { } at ? (int)(at - Start).TotalHours : null;

    private static Guid Of(short kind, int number) => new(number, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    // Letters alone, so that a pattern for sed shows the key as it is.
    private static PublicKey KeyOf(int number) => Ssh.PublicKey.Parse("ssh-ed25519 " + Convert.ToBase64String(
        [0, 0, 0, 11, .. "ssh-ed25519"u8, 0, 0, 0, 32, .. Encoding.ASCII.GetBytes(new string((char)('A' + number), 32))]));
}
