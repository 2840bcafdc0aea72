import Logging
import ProsodyService
import Reconciler
import Source

print("allotment-bench")
