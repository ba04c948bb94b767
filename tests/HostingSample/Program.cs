using PenguinMails.HostingSample;

await (args is ["host", ..] ? SampleHost.RunAsync(args[1..]) : SampleService.RunAsync(args));
